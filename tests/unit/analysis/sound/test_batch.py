"""What several meters share of a batch of rows: block by block and row by row, the same however it was cut."""

import numpy as np
import pytest

from samklang.analysis.sound.batch import Batch, LowRate
from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.grid import Grid


def sine(grid: Grid, rows: int, frequency_hz: float, amplitude: float = 0.5) -> Floats:
    times_s = np.arange(rows * grid.row) / grid.sample_rate_hz
    return (amplitude * np.sin(2 * np.pi * frequency_hz * times_s + 0.3))[None].astype(np.float32)


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 48_000])
def test_the_spectrum_of_a_sine_sums_to_its_power(rate_hz: int):
    grid = Grid.at(rate_hz)
    spectra = Batch(grid, sine(grid, 4, 1_000)).spectra
    assert spectra.dtype == np.float32
    assert spectra.shape == (4, grid.row // 2 + 1)
    assert spectra.sum(axis=1) == pytest.approx([0.125] * 4, rel=1e-3)
    assert spectra.argmax(axis=1).tolist() == [100] * 4


def test_the_spectrum_and_the_loudest_channel_go_row_by_row():
    grid = Grid.at(8_000)
    rows = np.zeros((2, 2 * grid.row), np.float32)
    rows[0, : grid.row] = sine(grid, 1, 500)
    rows[1, grid.row :] = sine(grid, 1, 700)
    batch = Batch(grid, rows)
    assert batch.loudest.tolist() == [0, 1]
    assert batch.spectra.argmax(axis=1).tolist() == [50, 70]


def test_blocks_have_peaks_and_energies():
    grid = Grid.at(8_000)
    rows = np.zeros((1, grid.row), np.float32)
    rows[0, 9], rows[0, 17] = -0.5, 0.25
    batch = Batch(grid, rows)
    assert batch.block_peaks[0, :4].tolist() == [0, 0.5, 0.25, 0]
    assert batch.block_energies[0, :4].tolist() == [0, 0.25, 0.0625, 0]


@pytest.mark.parametrize("rate_hz", [4_001, 16_000, 44_100, 48_000])
def test_the_low_rate_keeps_what_is_low_and_folds_nothing_down_onto_it(rate_hz: int):
    grid = Grid.at(rate_hz)

    def level_db(frequency_hz: float) -> float:
        values = LowRate(grid, 1).values(Batch(grid, sine(grid, 8, frequency_hz)))[0, 10:]
        return float(10 * np.log10(2 * np.mean(np.square(values)) / 0.25))

    low_rate_hz = LowRate(grid, 1).rate_hz
    assert low_rate_hz == pytest.approx(1_000, rel=0.1)
    assert level_db(0.1 * low_rate_hz) == pytest.approx(0.0, abs=0.2)
    assert level_db(0.9 * low_rate_hz) < -50
    assert level_db(0.78 * low_rate_hz) < -45
    gains = LowRate(grid, 1).gains(np.array([0.1, 0.3]) * low_rate_hz)
    assert 20 * np.log10(gains[1]) == pytest.approx(level_db(0.3 * low_rate_hz), abs=0.1)


def test_the_low_rate_does_not_depend_on_the_cuts():
    grid = Grid.at(16_000)
    rows = np.random.default_rng(1).standard_normal((2, 5 * grid.row)).astype(np.float32)
    whole = LowRate(grid, 2).values(Batch(grid, rows))
    cut = LowRate(grid, 2)
    pieces = [cut.values(Batch(grid, rows[:, start * grid.row :][:, : 2 * grid.row])) for start in (0, 2, 4)]
    assert whole.shape == (2, 5 * grid.blocks_a_row)
    assert np.concatenate(pieces, axis=1) == pytest.approx(whole, abs=1e-5)
