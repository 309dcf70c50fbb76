"""The rules for correcting time afterwards: it only ever moves, so the sum stays what the clock said."""

from samklang.domain.session.answers import Answer, RefusedCommand, refuse
from samklang.domain.session.commands import AddTime, MoveTime, TakeTime
from samklang.domain.session.events import TimeAdded, TimeMoved, TimeTaken
from samklang.domain.session.moment import Moment
from samklang.domain.session.states import Participant


def add_time(moment: Moment, command: AddTime) -> Answer:
    """From the group's time, and where that is not enough from the rounding off."""
    person = moment.known(command.participant)
    if isinstance(person, RefusedCommand):
        return person
    most_ms = moment.scene.group_ms + moment.scene.round_off_ms
    if not 0 < command.duration_ms <= most_ms:
        return refuse("too_much_to_add", most_s=most_ms // 1000)
    group_ms = min(command.duration_ms, moment.scene.group_ms)
    return (TimeAdded(moment.at_ms, moment.step, person.id, group_ms, command.duration_ms - group_ms),)


def take_time(moment: Moment, command: TakeTime) -> Answer:
    """From the turn first, then reflections, then remarks."""
    person = moment.known(command.participant)
    if isinstance(person, RefusedCommand):
        return person
    if not 0 < command.duration_ms <= person.total_ms:
        return refuse("too_much_to_take", participant=person.id, most_s=person.total_ms // 1000)
    return (TimeTaken(moment.at_ms, moment.step, person.id, *_portions(person, command.duration_ms)),)


def move_time(moment: Moment, command: MoveTime) -> Answer:
    """From one to another, each portion keeping its kind."""
    giver = moment.known(command.giver)
    if isinstance(giver, RefusedCommand):
        return giver
    receiver = moment.known(command.receiver)
    if isinstance(receiver, RefusedCommand):
        return receiver
    if giver.id == receiver.id:
        return refuse("same_person", participant=giver.id)
    if not 0 < command.duration_ms <= giver.total_ms:
        return refuse("too_much_to_take", participant=giver.id, most_s=giver.total_ms // 1000)
    return (TimeMoved(moment.at_ms, moment.step, giver.id, receiver.id, *_portions(giver, command.duration_ms)),)


def _portions(person: Participant, duration_ms: int) -> tuple[int, int, int]:
    """How much of it comes from turn, reflection and remark time."""
    turn_ms = min(duration_ms, person.turn_ms)
    reflection_ms = min(duration_ms - turn_ms, person.reflection_ms)
    return turn_ms, reflection_ms, duration_ms - turn_ms - reflection_ms
