"""Everything Samklang measures of a stream of sound, fed block by block."""

import copy
import math
from dataclasses import dataclass

import numpy as np

from samklang.analysis.sound.bandwidth import SpectrumMeter
from samklang.analysis.sound.batch import Batch, largest_magnitudes
from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.channels import ChannelMeter
from samklang.analysis.sound.clipping import ClippingMeter, FlatTops
from samklang.analysis.sound.dropouts import DropoutMeter
from samklang.analysis.sound.grid import Grid
from samklang.analysis.sound.hum import Hum, HumMeter
from samklang.analysis.sound.knocks import KnockMeter
from samklang.analysis.sound.loudness import LoudnessMeter, channel_weights
from samklang.analysis.sound.noise import NoiseMeter, confirmed, of_this_take
from samklang.analysis.sound.quality import Quality, QualityMeter
from samklang.analysis.sound.reverberation import ReverberationMeter
from samklang.analysis.sound.shelf import Shelf, ShelfMeter
from samklang.analysis.sound.speech_level import SpeechLevelMeter
from samklang.analysis.sound.true_peak import TruePeakMeter
from samklang.domain.measures import Measured, SilenceMeasures, SoundMeasures, Unknown

_MOST_ROWS, _LEAST_ROWS = 32, 8
_MOST_SAMPLES = 350_000
"""Rows worked on in one go: enough to leave Python behind (32 take four fifths of the time of 8, measured), and all
channels together no more than a processor's second-level cache holds (1.4 MB)."""
_LEVEL_ROWS = 8
"""Rows after which a live speech level is brought up to date: it is at most 0.8 s old. Ours."""
_LOUDEST_SAMPLE = 8.0
"""Samples beyond +18 dBFS are cut off there: a float file may hold anything, and squares must stay finite. Ours."""
_DIGITAL_SILENCE = 1 / 32767
_CUT_OFF_SHARE, _RINGING_S = 0.001, 0.5
"""From these on a take that is cut off or in a room is not doubted for sounding noisier than its silence. Ours."""
_QUIETEST = 1e-6
"""-120 dBFS: what stands for no signal at all where a number is needed."""
_LEAST_SPEECH_TO_NOISE = 0.01
"""Where the noise leaves less than this of the speech level's power, the SNR is -20 dB or worse and given as that."""


@dataclass(frozen=True, slots=True)
class LiveSound:
    """What a live meter shows, brought up to date every 100 ms.

    Attributes:
        momentary_lufs: Loudness of the last 400 ms.
        peak_dbfs: Sample peak of the last 100 ms; -120 stands for nothing at all.
        active_speech_level_dbfs: P.56 of everything so far.
    """

    momentary_lufs: Measured
    peak_dbfs: float
    active_speech_level_dbfs: Measured


class SoundMeter:
    """All measures of one stream.

    The stream is cut into rows of 100 ms inside, so the results do not depend on how it was cut when it was fed.
    The speech level is brought up to date every eight rows, everything else every 32 and whenever it is asked for: a
    live stream comes in blocks of 10 or 20 ms, and calling numpy for so little costs more than the work itself.

    Samples that are not numbers count as 0, those beyond +18 dBFS as that.

    Args:
        sample_rate_hz: 4,000 to 768,000.
        channels: 1 or more; see `loudness.channel_weights` for what each is taken for.
        device_rate: The rate is that of a live device: what it leaves out is then the device's own fault.
        in_file: All of it is there already, and nobody asks for `now` on the way.

    Raises:
        ValueError: A rate or a number of channels outside these.
    """

    def __init__(self, sample_rate_hz: int, channels: int, *, device_rate: bool = False, in_file: bool = False) -> None:
        if channels < 1:
            raise ValueError(f"{channels} channels")
        self._grid = Grid.at(sample_rate_hz)
        self._channels = channels
        rows = min(max(_MOST_SAMPLES // (channels * self._grid.row), _LEAST_ROWS), _MOST_ROWS)
        self._level_every = (rows if in_file else _LEVEL_ROWS) * self._grid.row  # samples
        self._waiting = np.zeros((channels, self._grid.row * rows), np.float32)
        self._block_peaks = np.zeros((channels, self._grid.blocks_a_row * rows), np.float32)  # of those waiting
        self._filled = 0
        self._at_once = 0  # samples of those waiting that the loudness has seen
        self._levelled = 0  # samples of those waiting that the speech level has seen
        self._batched = 0  # samples of those waiting that all others have seen
        self._loudness = LoudnessMeter(self._grid, channel_weights(channels))
        self._samples = _SampleMeters(sample_rate_hz, channels)
        self._last_peak = 0.0
        self._speech = SpeechLevelMeter(self._grid, channels)
        self._speech_level: Measured | None = None  # as of the last eight rows; None: not asked for since
        self._spectrum = SpectrumMeter(self._grid, channels, device_rate=device_rate)
        self._hum = HumMeter(self._grid, channels)
        self._shelf = ShelfMeter(self._grid, channels)
        self._flat_tops = FlatTops(channels)
        self._dropouts = DropoutMeter(self._grid, channels)
        self._channel_meter = ChannelMeter(self._grid, channels)
        self._reverberation = ReverberationMeter(self._grid, channels)
        self._knocks = KnockMeter(self._grid, channels)
        self._noise = NoiseMeter(self._grid)
        self._quality = QualityMeter(self._grid, channels)

    def feed(self, block: Floats) -> None:
        """Take the next samples.

        Args:
            block: Shape (samples, channels), any number of samples; full scale is 1.0. float32 is fastest.

        Raises:
            ValueError: Another number of channels.
        """
        if block.ndim != 2 or block.shape[1] != self._channels:  # noqa: PLR2004 - samples by channels
            raise ValueError(f"a block of shape {block.shape} for {self._channels} channels")
        if block.dtype != np.float32:
            with np.errstate(over="ignore"):  # a double may hold what a float cannot; `_sane` cuts it off
                block = block.astype(np.float32)
        start = 0
        while start < len(block):
            taken = min(len(block) - start, self._waiting.shape[1] - self._filled)
            self._waiting[:, self._filled : self._filled + taken] = block[start : start + taken].T
            self._filled += taken
            start += taken
            self._work()

    def now(self) -> LiveSound:
        """The live values."""
        self._work_on_rows()
        return LiveSound(
            momentary_lufs=self._loudness.momentary_lufs,
            peak_dbfs=_dbfs(self._last_peak),
            active_speech_level_dbfs=self.active_speech_level_dbfs,
        )

    @property
    def active_speech_level_dbfs(self) -> Measured:
        """P.56 of everything so far, brought up to date every 0.8 s; asked for alone it costs next to nothing."""
        if self._speech_level is None:
            self._speech_level = self._speech.level_dbfs()[0]
        return self._speech_level

    def silence(self) -> SilenceMeasures:
        """What this stream tells about the room, all of it being a prompted silence, or why it cannot serve as one."""
        self._work_on_batch()
        hum = self._hum.hum()
        return SilenceMeasures(
            noise_floor_dbfs=self._speech.silence_floor_dbfs(),
            hum_hz=hum.hz,
            hum_db=hum.db,
            source_dbfs=self._speech.silence_source_dbfs(),
            knocks=self._knocks.knocks(),
        )

    def measures(
        self, silence: SilenceMeasures | None = None, *, final: bool = False, running: bool = False
    ) -> SoundMeasures:
        """Everything about the stream so far; feeding may go on afterwards.

        Args:
            silence: `silence()` of the meter that heard the prompted silence in the same room with the same settings.
                None: there was no such recording; the pauses of this one are used if it has honest ones.
            final: The stream has ended, so the quality model may be asked, which takes some 0.3 s. Without it, what
                the model has to say is unknown (`not_yet`).
            running: The stream goes on and is asked every second or so. The measures are then up to 3.2 s old (dropouts
                6 s), and what takes long to be worked out anew each time (reverberation, hum, shelves, phase) is
                unknown with `not_yet`: four fifths of the 20 ms a time that a take of a minute cost.

        Peaks are given down to -120 dBFS, which stands for nothing at all. A last stretch under 100 ms counts for
        peaks and clipping, not for the rest.

        Reasons of what is unknown: `no_samples`, `silent` (digital silence: dead input or mute), `too_short`,
        `no_speech`, `too_little_speech` (under 1 s), `no_silence`, `mono`, and those of `silence`:
        `silence_too_short`, `silence_digital`, `silence_not_silent`; `silence_quieter` where it cannot be of this take.
        """
        if not running:
            self._work_on_batch()
        samples = self._samples
        if self._filled > self._batched and not running:
            samples = copy.deepcopy(samples)
            last = _sane(self._waiting[:, self._batched : self._filled])
            samples.feed(last, largest_magnitudes(last))
        level, share = self._speech.level_dbfs()
        if samples.count == 0:
            level = share = Unknown("no_samples")
        elif samples.peak <= _DIGITAL_SILENCE:
            level = share = Unknown("silent")
        not_yet = Unknown("not_yet")
        hum = Hum(not_yet, not_yet) if running else self._hum.hum(level)
        shelf = Shelf(not_yet, not_yet) if running else self._shelf.shelf()
        quality = self._quality.quality() if final else Quality.unknown(not_yet)
        dropouts = self._dropouts.dropouts(running=running)
        hum_hz, hum_db = (hum.hz, hum.db) if silence is None else (silence.hum_hz, silence.hum_db)
        has_hum = not (isinstance(hum.hz, Unknown) and isinstance(hum_hz, Unknown))
        least = self._noise.least_dbfs(
            level, quality.background_mos, hum=has_hum, pressed=not isinstance(shelf.dbfs, Unknown)
        )
        flat_share = self._flat_tops.share(samples.count)
        clipped_share = max(samples.clipped_share, flat_share) if samples.count else Unknown("no_samples")
        rt60_s = not_yet if running else self._reverberation.reverberation_s()
        if isinstance(level, Unknown) and isinstance(rt60_s, Unknown) and not running:
            rt60_s = level  # where nobody speaks that is why, and not the noise
        if isinstance(level, Unknown) and shelf.share == Unknown("silent"):
            shelf = Shelf(level, level)  # too quiet for peaks to be counted is not digital silence
        if silence is None:
            floor = confirmed(self._speech.noise_floor_dbfs(), level, quality.background_mos)
        elif _is_over(clipped_share, _CUT_OFF_SHARE) or _is_over(shelf.share, 0.0) or _is_over(rt60_s, _RINGING_S):
            floor = silence.noise_floor_dbfs  # these sound like noise, and bring up what is quiet
        else:
            floor = of_this_take(silence.noise_floor_dbfs, level, least, quality.background_mos)
        return SoundMeasures(
            duration_s=samples.count / self._grid.sample_rate_hz,
            sample_rate_hz=self._grid.sample_rate_hz,
            channels=self._channels,
            speech_share=share,
            active_speech_level_dbfs=level,
            integrated_loudness_lufs=self._loudness.integrated_lufs(),
            max_momentary_lufs=self._loudness.max_momentary_lufs(),
            max_short_term_lufs=self._loudness.max_short_term_lufs(),
            loudness_range_lu=self._loudness.range_lu(),
            true_peak_dbtp=_dbfs(samples.true_peak) if samples.count else Unknown("no_samples"),
            sample_peak_dbfs=_dbfs(samples.peak) if samples.count else Unknown("no_samples"),
            noise_floor_dbfs=floor,
            noise_floor_at_least_dbfs=least,
            snr_db=signal_to_noise_db(level, floor),
            hum_hz=hum_hz,
            hum_db=hum_db,
            bandwidth_hz=self._spectrum.bandwidth_hz(),
            clipped_share=clipped_share,
            soft_clipped_share=shelf.share,
            shelf_dbfs=shelf.dbfs,
            dc_offset=self._channel_meter.direct_current(),
            channel_imbalance_db=self._channel_meter.imbalance_db(),
            out_of_phase_s=not_yet if running else self._channel_meter.out_of_phase_s(),
            dropouts=dropouts.count,
            repeated_blocks=dropouts.repeated_blocks,
            digital_silence_s=dropouts.digital_silence_s,
            reverberation_s=rt60_s,
            knocks=self._knocks.knocks(),
            second_source_db=second_source_db(level, silence),
            overall_quality_mos=quality.overall_mos,
            signal_quality_mos=quality.signal_mos,
            background_quality_mos=quality.background_mos,
            curves=self._spectrum.curves(),
        )

    def _work(self) -> None:
        """Measure the complete rows that are waiting, where they are enough; make room once all that fits is there."""
        if self._filled - self._levelled >= self._level_every:
            self._work_on_level()
        if self._filled == self._waiting.shape[1]:
            self._work_on_batch()
            self._filled = self._at_once = self._levelled = self._batched = 0

    def _work_on_rows(self) -> None:
        """Let the loudness catch up with the complete rows that are waiting."""
        ready = self._filled // self._grid.row * self._grid.row
        if ready == self._at_once:
            return
        rows = self._waiting[:, self._at_once : ready]
        block = self._grid.block
        block_peaks = _block_peaks(rows, block)
        if not block_peaks.max() <= _LOUDEST_SAMPLE:  # nor is it where any is no number
            rows[:] = _sane(rows)
            block_peaks = _block_peaks(rows, block)
        self._block_peaks[:, self._at_once // block : ready // block] = block_peaks
        self._loudness.feed(rows)
        self._last_peak = float(block_peaks[:, -self._grid.blocks_a_row :].max())
        self._at_once = ready

    def _work_on_level(self) -> None:
        """Let loudness and speech level catch up with the complete rows that are waiting."""
        self._work_on_rows()
        if self._levelled < self._at_once:
            self._speech.feed(self._waiting[:, self._levelled : self._at_once])
            self._speech_level = None
            self._levelled = self._at_once

    def _work_on_batch(self) -> None:
        """Let all meters catch up with the complete rows that are waiting."""
        self._work_on_level()
        if self._batched == self._at_once:
            return
        stretch, block = slice(self._batched, self._at_once), self._grid.block
        peaks = self._block_peaks[:, self._batched // block : self._at_once // block]
        batch = Batch(self._grid, self._waiting[:, stretch], peaks)
        self._batched = self._at_once
        self._samples.feed(batch.rows, batch.block_peaks.max(axis=1))
        for meter in (
            self._spectrum,
            self._hum,
            self._shelf,
            self._flat_tops,
            self._dropouts,
            self._channel_meter,
            self._reverberation,
            self._knocks,
            self._noise,
            self._quality,
        ):
            meter.feed(batch)


class _SampleMeters:
    """The meters that take any number of samples at a time."""

    def __init__(self, sample_rate_hz: int, channels: int) -> None:
        self.count = 0
        self._peaks = np.zeros(channels)
        self._true_peak = TruePeakMeter(sample_rate_hz, channels)
        self._clipping = ClippingMeter(channels)

    def feed(self, samples: Floats, peaks: Floats) -> None:
        """Take samples, shape (channels, 1 or more), and the sample peak of each channel in them."""
        self._true_peak.feed(samples, peaks)
        self._clipping.feed(samples, peaks)
        self._peaks = np.maximum(self._peaks, peaks)
        self.count += samples.shape[1]

    @property
    def peak(self) -> float:
        return float(self._peaks.max())

    @property
    def true_peak(self) -> float:
        """The true peak; never below the sample peak."""
        return max(self._true_peak.peak, self.peak)

    @property
    def clipped_share(self) -> float:
        return self._clipping.share(self.count)


def second_source_db(active_speech_level_dbfs: Measured, silence: SilenceMeasures | None) -> Measured:
    """Level of what sounds in the prompted silence, above nought where it is louder than the speech.

    Unknown with `no_silence` without one, with `no_source` where nothing sounds in it, and with the level's reason.
    """
    source_dbfs = Unknown("no_silence") if silence is None else silence.source_dbfs
    if isinstance(source_dbfs, Unknown):
        return source_dbfs
    if isinstance(active_speech_level_dbfs, Unknown):
        return active_speech_level_dbfs
    return source_dbfs - active_speech_level_dbfs


def _is_over(measured: Measured, most: float) -> bool:
    return not isinstance(measured, Unknown) and measured > most


def signal_to_noise_db(active_speech_level_dbfs: Measured, noise_floor_dbfs: Measured) -> Measured:
    """Speech against noise; the noise's share is taken out of the level, which holds speech and noise together.

    Unknown with the level's or the floor's reason where one is unknown. -20 stands for "-20 or worse".
    """
    if isinstance(active_speech_level_dbfs, Unknown):
        return active_speech_level_dbfs
    if isinstance(noise_floor_dbfs, Unknown):
        return noise_floor_dbfs
    ratio = 10 ** ((active_speech_level_dbfs - noise_floor_dbfs) / 10) - 1
    return 10 * math.log10(max(ratio, _LEAST_SPEECH_TO_NOISE))


def _sane(samples: Floats) -> Floats:
    """The samples, what is no number or far beyond full scale put right."""
    numbers = np.nan_to_num(samples, nan=0.0, posinf=np.inf, neginf=-np.inf)
    return np.clip(numbers, -_LOUDEST_SAMPLE, _LOUDEST_SAMPLE)


def _block_peaks(rows: Floats, block: int) -> Floats:
    """Highest magnitude in each block, shape (channels, blocks); not a number where one of its samples is none."""
    return largest_magnitudes(rows.reshape(len(rows), -1, block))


def _dbfs(amplitude: float) -> float:
    return 20 * math.log10(max(amplitude, _QUIETEST))
