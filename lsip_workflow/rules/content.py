"""What a plan's content may hold: codes known to the reference data, levels and dates that can be."""

from collections.abc import Callable, Iterator

from lsip_workflow.model import Action, Evidence, SkillsNeed
from lsip_workflow.reference import Reference, UnknownReference

LEVELS = range(9)  # entry level is 0; plans now reach level 8
HORIZONS = ("current", "emerging", "three_years")


def need_faults(need: SkillsNeed) -> list[str]:
    """What cannot be in a skills need, whatever the reference data say."""
    faults = []
    if not need.occupation.strip():
        faults.append("occupation: name the occupation or the skill.")
    if need.level is not None and need.level not in LEVELS:
        faults.append(f"level: {need.level} is not a level; write 0 (entry) to 8.")
    if need.horizon not in HORIZONS:
        faults.append(f"horizon: “{need.horizon}” is not one of {', '.join(HORIZONS)}.")
    return faults


def code_faults(need: SkillsNeed, reference: Reference) -> list[str]:
    """The codes of a need that the reference data do not know, each with its field and the mend."""
    looks: tuple[tuple[str, str | None, Callable[[str], object]], ...] = (
        ("soc", need.soc, reference.soc),
        ("sic", need.sic, reference.sic),
        ("occupation_code", need.occupation_code, reference.occupation),
        ("cluster_id", str(need.cluster_id) if need.cluster_id else None, reference.cluster),
    )
    return list(_unknown(looks))


def _unknown(looks: tuple[tuple[str, str | None, Callable[[str], object]], ...]) -> Iterator[str]:
    for field, code, look in looks:
        if code is None:
            continue
        try:
            look(code)
        except UnknownReference as unknown:
            yield f"{field}: {unknown}"


def action_faults(action: Action) -> list[str]:
    """What an action cannot do without from the start; the rest is asked for at its gate."""
    faults = []
    if not action.code.strip():
        faults.append("code: give the action a code, such as A1.")
    if not action.title.strip():
        faults.append("title: say what is to be done.")
    return faults


def evidence_faults(row: Evidence, reference: Reference) -> list[str]:
    """Codes that are not known, and areas and districts that were not there on the day that is meant."""
    on = row.geography_on
    looks: list[tuple[str, str | None, Callable[[str], object]]] = [("soc", row.soc, reference.soc)]
    if on is None and (row.geography_area or row.geography_districts):
        no_day = "geography_on: say the day on which it was collected; the boundaries of that day are meant."
        return [*_unknown(tuple(looks)), no_day]
    if on is not None:
        looks.append(("geography_area", row.geography_area, lambda key: reference.area(key, on)))
        looks += [
            (f"geography_districts.{place}", key, lambda key: reference.district(key, on))
            for place, key in enumerate(row.geography_districts)
        ]
    return list(_unknown(tuple(looks)))


def settle_geography(row: Evidence, reference: Reference) -> None:
    """Write the area as its slug and the districts as the codes of the day; raises UnknownReference."""
    if (on := row.geography_on) is None:
        return
    if row.geography_area:
        row.geography_area = reference.area(row.geography_area, on).slug
    row.geography_districts = [reference.district(key, on).code for key in row.geography_districts]
