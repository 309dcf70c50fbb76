"""Sound in, measures out: speech level, loudness, peaks, noise and faults, on numpy arrays, streaming.

`samklang.analysis.sound.meter` is the one entrance:

    meter = SoundMeter(sample_rate_hz=48_000, channels=2)
    meter.feed(block)                        # float32 (samples, channels), any number of samples, any number of times
    meter.now()                              # LiveSound: momentary level, peaks, speech level so far; cheap
    meter.measures()                         # SoundMeasures of everything fed so far; feeding may go on afterwards
    silence = quiet_meter.silence()          # SilenceMeasures of the meter that heard the prompted silence
    meter.measures(silence)                  # with noise floor, SNR and hum from it

It needs numpy only, so a worker that imports it pays for nothing else.
"""
