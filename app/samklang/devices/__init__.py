"""Microphones, cameras and recordings behind the engine's ports.

Recordings: `recordings` measures a sound and a video file side by side, each in a worker process that runs
`sound_file` or `video_file`; what these two share stands in `recording`, and `recording_ending` knows the containers
whose end FFmpeg does not tell.

Live devices: `listing` finds them; `microphone` and `camera` are what the window holds, both a `live_worker`, which
runs `microphone_worker` (samples from `sound_sources`) or `camera_worker` in a process of its own and talks to it in
`capture_messages`. `demo` stands in for either.
"""
