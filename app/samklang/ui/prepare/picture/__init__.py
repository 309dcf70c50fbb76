"""The picture in the Prepare room: live with where the head belongs, before and after, and as it was good."""
