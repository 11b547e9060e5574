"""The stages of a rulebook make a life: each can be reached, and from each the end can be."""

from collections.abc import Collection, Iterator, Mapping

from lsip_workflow.rulebook_check.place import Fault, Sheet, quoted, words

REQUIRED = ("research", "priorities", "roadmap")


def faults(sheet: Sheet) -> Iterator[Fault]:
    """Stages that are missing, stuck, out of reach, or that end and go on."""
    if not sheet.keys("stages"):
        yield sheet.fault(("stages",), "There are no stages; a plan begins at the first [[stages]] entry.")
        return
    for key in REQUIRED:
        if key not in sheet.keys("stages"):
            text = f"The stage {quoted(key)} is missing; every edition has research, priorities and roadmap."
            yield sheet.fault(("stages",), text)
    yield from _ends(sheet)
    yield from _out_of_reach(sheet)
    yield from _no_exit(sheet)
    yield from _gates_at_the_end(sheet)
    yield from _no_gate(sheet)


def _ends(sheet: Sheet) -> Iterator[Fault]:
    for loc, stage in sheet.entries("stages"):
        if stage.get("final") and stage.get("next"):
            yield sheet.fault((*loc, "next"), "A final stage has no way out; take away `next`, or `final`.")
        if not stage.get("final") and not stage.get("next"):
            text = "No way out, and not final: name what follows in `next`, or set `final = true`."
            yield sheet.fault(loc, text)


def _out_of_reach(sheet: Sheet) -> Iterator[Fault]:
    """Each stage that nothing leads to; what only follows from such a stage is not told again."""
    ways = _ways(sheet)
    reached = _reach(ways, sheet.keys("stages")[:1])
    lost = {key: following for key, following in ways.items() if key not in reached}
    beyond = {each for key, following in lost.items() for each in following if each != key}
    for loc, stage in sorted(sheet.entries("stages"), key=lambda entry: str(entry[1].get("key")) in beyond):
        key = stage.get("key")
        if isinstance(key, str) and key not in reached:
            reached |= _reach(ways, [key])
            text = f"No plan can come here from the first stage: name {quoted(key)} in some stage's `next`."
            yield sheet.fault(loc, text)


def _no_exit(sheet: Sheet) -> Iterator[Fault]:
    """Stages that only lead round and round; what a dead end or a wrong name causes is told there."""
    ways = _ways(sheet)
    final = _final(sheet)
    ends = {key for key, following in ways.items() if not following or key in final}
    for loc, stage in sheet.entries("stages"):
        key = stage.get("key")
        reached = _reach(ways, [key]) if isinstance(key, str) else set()
        if reached and not reached & ends and reached <= ways.keys():
            text = "From this stage no final stage can be reached; give the round a way to a final stage."
            yield sheet.fault((*loc, "next"), text)


def _gates_at_the_end(sheet: Sheet) -> Iterator[Fault]:
    final = _final(sheet)
    for loc, gate in sheet.entries("gates"):
        leaves = gate.get("leaves")
        if isinstance(leaves, str) and leaves in final:
            text = f"The stage {quoted(leaves)} is final: nobody leaves it, so nothing is asked here."
            yield sheet.fault((*loc, "leaves"), text)


def _no_gate(sheet: Sheet) -> Iterator[Fault]:
    """Stages that a plan would never leave because nothing is asked; a gate misplaced is told by itself."""
    going_on = set(sheet.keys("stages")) - _final(sheet)
    left = {leaves for _, gate in sheet.entries("gates") for leaves in words(gate.get("leaves"))}
    for loc, stage in sheet.entries("stages"):
        key = stage.get("key")
        if isinstance(key, str) and key in going_on - left and stage.get("next") and left <= going_on:
            text = f"No gate leaves this stage, so a plan would stay: add one that leaves {quoted(key)}."
            yield sheet.fault(loc, text)


def _final(sheet: Sheet) -> set[str]:
    stages = [stage for _, stage in sheet.entries("stages") if stage.get("final")]
    return {key for stage in stages if isinstance(key := stage.get("key"), str)}


def _ways(sheet: Sheet) -> dict[str, list[str]]:
    ways: dict[str, list[str]] = {}
    for _, stage in sheet.entries("stages"):
        key = stage.get("key")
        if isinstance(key, str):
            ways.setdefault(key, []).extend(words(stage.get("next")))
    return ways


def _reach(ways: Mapping[str, Collection[str]], starts: Collection[str]) -> set[str]:
    reached: set[str] = set()
    waiting = list(starts)
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting.extend(ways.get(key, ()))
    return reached
