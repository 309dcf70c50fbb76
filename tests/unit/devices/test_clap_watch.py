"""What a camera saw is kept for a while, and searched without holding the camera up."""

import threading

import numpy as np
from tests.lab.clap_clips import Scene, frames

from samklang.devices.clap_watch import KEPT_S, OTHER_CLOCK_S, SAME_CLOCK_S, ClapWatch
from samklang.domain.measures import Unknown
from samklang.domain.sync import ClapsSeen, HeardClap

SCENE = Scene(size=(320, 180), kind="flash", fps=25, contacts_s=(1.0, 2.0, 3.0), length_s=4.0)
AT_S = 5000.0
HEARD = tuple(HeardClap(AT_S + contact_s - 0.1, 30.0) for contact_s in SCENE.contacts_s)


def watching() -> ClapWatch:
    """One that has seen the scene."""
    watch = ClapWatch()
    for index, frame in enumerate(frames(SCENE)):
        watch.see(frame, AT_S + index / SCENE.fps)
    return watch


def answer(watch: ClapWatch) -> ClapsSeen:
    """What its search comes to."""
    for thread in threading.enumerate():
        if thread.name == "clap-search":
            thread.join()
    found = watch.found()
    assert found is not None
    return found


def test_claps_are_searched_on_the_cameras_clock_with_the_doubt_of_that_clock():
    watch = watching()
    watch.match(HEARD, same_clock=True)
    same = answer(watch)
    watch.match(HEARD, same_clock=False)
    other = answer(watch)
    assert same.of == same.measures.claps == 3
    assert isinstance(same.measures.sound_early_ms, float)
    assert abs(same.measures.sound_early_ms - 100) < 20
    assert isinstance(same.measures.uncertainty_ms, float)
    assert isinstance(other.measures.uncertainty_ms, float)
    wider = other.measures.uncertainty_ms**2 - same.measures.uncertainty_ms**2
    assert abs(wider - 1e6 * (OTHER_CLOCK_S**2 - SAME_CLOCK_S**2)) < 1


def test_an_answer_is_given_once():
    watch = watching()
    watch.match(HEARD[:2], same_clock=True)
    assert answer(watch).measures.sound_early_ms == Unknown("too_few_claps")
    assert watch.found() is None


def test_nothing_is_searched_before_anything_was_seen():
    watch = ClapWatch()
    watch.match(HEARD, same_clock=True)
    assert watch.found() is None
    assert all(thread.name != "clap-search" for thread in threading.enumerate())


def test_pictures_are_forgotten_after_a_while():
    watch = ClapWatch()
    frame = np.zeros((90, 160, 3), np.uint8)
    for at_s in (AT_S - KEPT_S - 1, AT_S - KEPT_S - 0.5, AT_S):
        watch.see(frame, at_s)
    watch.match(HEARD, same_clock=True)
    assert answer(watch).measures.sound_early_ms == Unknown("no_picture_then")


def test_stamps_that_go_back_and_sizes_that_change_are_left_out():
    watch = watching()
    watch.see(np.zeros((180, 320, 3), np.uint8), AT_S)
    watch.see(np.zeros((320, 180, 3), np.uint8), AT_S + 60)
    watch.match(HEARD, same_clock=True)
    assert answer(watch).measures.claps == 3
