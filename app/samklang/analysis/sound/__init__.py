"""Sound in, measures out: speech level, loudness, peaks, noise and faults, on numpy arrays, streaming.

`samklang.analysis.sound.meter` is the one entrance:

    meter = SoundMeter(sample_rate_hz=48_000, channels=2)
    meter.feed(block)                        # float32 (samples, channels), any number of samples, any number of times
    meter.now()                              # LiveSound: momentary level, peaks, speech level so far; cheap
    meter.measures()                         # SoundMeasures of everything fed so far; feeding may go on afterwards
    silence_floor = quiet_meter.silence_floor()          # the meter that heard the prompted silence: dBFS or Unknown
    meter.measures(silence_floor=silence_floor)          # with noise floor and SNR from it

It needs numpy only, so a worker that imports it pays for nothing else.
"""
