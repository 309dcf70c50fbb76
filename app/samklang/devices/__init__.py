"""Microphones, cameras and recordings behind the engine's ports.

Recordings: `recordings` measures a sound and a video file side by side, each in a worker process that runs
`sound_file` or `video_file`; what these two share stands in `recording`, and `recording_ending` knows the containers
whose end FFmpeg does not tell.

Live devices: `listing` finds them, `pulse` knows how microphones are set and who holds them; `microphone` and
`camera` are what the window holds, both a `live_worker`, which runs `microphone_worker` or `camera_worker` in a process
of its own and talks to it in `capture_messages`. A microphone's samples come from `sound_sources`, captured by
`sounddevice_capture` or, where `backends` says so, by `pyaudio_capture`; `ear` measures them, `listening_back` plays
the last of them. A camera's frames come from a `picture_source`: `camera_source`, which asks OpenCV for a camera of the
system's, or `mjpeg_stream`, which reads the one a `network_camera` address names; `frame_stamps` tells when each was
taken. `demo` stands in for either device.
"""
