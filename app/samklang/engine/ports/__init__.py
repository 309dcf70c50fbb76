"""The ports: what the engine, the window and the command line ask of the world, as Protocols.

Concrete adapters implement them in `store`, `devices`, `playback` and `catalog`; only `bootstrap` chooses between
them. Expected outcomes are values; a port raises `Refused` for bad input, in one line fit for a person.
"""

from samklang.engine.ports.beneath import Checklists, DslrReader, LaptopWatch, NetworkProbe
from samklang.engine.ports.devices import Camera, Devices, LinkOpener, LiveDevice, Microphone
from samklang.engine.ports.kept import (
    C,
    Catalog,
    Choice,
    Histories,
    PackReview,
    References,
    RigDraft,
    RigFiles,
    Settings,
)
from samklang.engine.ports.log import Entry, EventLog, NewEntry, PositionTaken
from samklang.engine.ports.player import Picture, Player, SealedBag
from samklang.engine.ports.world import Clock, Refused

__all__ = [
    "C",
    "Camera",
    "Catalog",
    "Checklists",
    "Choice",
    "Clock",
    "Devices",
    "DslrReader",
    "Entry",
    "EventLog",
    "Histories",
    "LaptopWatch",
    "LinkOpener",
    "LiveDevice",
    "Microphone",
    "NetworkProbe",
    "NewEntry",
    "PackReview",
    "Picture",
    "Player",
    "PositionTaken",
    "References",
    "Refused",
    "RigDraft",
    "RigFiles",
    "SealedBag",
    "Settings",
]
