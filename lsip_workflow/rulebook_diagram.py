"""A drawing of an edition's lifecycle, for the documentation."""

from lsip_workflow.rulebook import Rulebook, StageRule


def diagram(book: Rulebook) -> str:
    """The stages of an edition as a Mermaid state diagram; the same rulebook gives the same text.

    Each way out of a stage is labelled with the titles of the gates that leave it.
    """
    lines = ["stateDiagram-v2", "    direction TB"]
    lines += [f'    state "{_safe(stage.title)}" as {_name(stage.key)}' for stage in book.stages]
    lines.append(f"    [*] --> {_name(book.first_stage.key)}")
    for stage in book.stages:
        lines += _ways_out(book, stage)
    return "\n".join(lines) + "\n"


def _ways_out(book: Rulebook, stage: StageRule) -> list[str]:
    if stage.final:
        return [f"    {_name(stage.key)} --> [*]"]
    gates = " · ".join(_safe(gate.title) for gate in book.gates_leaving(stage.key))
    label = f" : {gates}" if gates else ""
    ways = [f"    {_name(stage.key)} --> {_name(key)}{label}" for key in stage.next]
    if stage.returns_to is not None:
        ways.append(f"    {_name(stage.key)} --> {_name(stage.returns_to)} : Given back for changes")
    return ways


def _name(key: str) -> str:
    # Mermaid reads "--" as an arrow, and some words ("end", "state") as its own.
    return f"stage_{key.replace('-', '_')}"


def _safe(title: str) -> str:
    """A title in which Mermaid finds none of its own marks."""
    marks = {"#": "#35;", '"': "#quot;", ":": "#58;", ";": "#59;", "<": "#lt;", ">": "#gt;"}
    return "".join(marks.get(letter, letter) for letter in " ".join(title.split()))
