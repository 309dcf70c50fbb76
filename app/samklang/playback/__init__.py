"""The sequence player, and how a sequence is made.

`bag` verifies a sealed bag before anything plays. `player` is what the window holds: a playing process
(`vlc_process`, or `null_process` for the dry run) under a supervisor, told what to do in `orders`. `probe` looks into
any media file; `mastering` makes bags from plans.
"""
