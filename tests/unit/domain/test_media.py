"""What a look into a media file says about it."""

from samklang.domain.media import MediaProbe, PictureTrack, SoundTrack

PICTURE = PictureTrack("h264", 320, 180, 75, 3000)
SOUND = SoundTrack("flac", 48000, 1, 144000, 3000)


def test_a_whole_file_gets_no_remark():
    assert MediaProbe("matroska", 3000, PICTURE, (SOUND,), 0).remark == ""


def test_an_early_end_is_remarked():
    probe = MediaProbe("matroska", 4000, PICTURE, (SOUND,), 0)
    assert (probe.length_ms, probe.remark) == (3000, "ends_early")


def test_damage_is_remarked():
    assert MediaProbe("matroska", 3000, PICTURE, (), 2).remark == "faults"


def test_sound_alone_has_a_length_too():
    assert MediaProbe("wav", -1, None, (SOUND,), 0).length_ms == 3000


def test_nothing_has_no_length():
    assert MediaProbe("mp3", -1, None, (), 0).length_ms == 0
