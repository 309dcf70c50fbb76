"""What a picture is worth for a group session: arrays in, measures out; no device and no file of the user's is touched.

`values` holds the small frozen values and imports neither numpy nor OpenCV, so a window may import it; `meter` and
`faces` need both and belong into a worker process.
"""
