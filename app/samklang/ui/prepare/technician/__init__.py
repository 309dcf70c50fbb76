"""The technician's pages of the Prepare room: each is made when it is first opened."""
