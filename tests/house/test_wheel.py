"""What is installed from a wheel carries what a checkout has beside it."""

import tomllib

from lsip_workflow.runtime import PACKAGE

ROOT = PACKAGE.parent


def test_the_wheel_carries_configuration_and_deployments_where_the_program_looks_for_them() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = told["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(wheel["packages"]) == {"lsip_workflow", "flows"}
    assert wheel["force-include"] == {
        name: f"lsip_workflow/_shipped/{name}" for name in ("config", "deployments")
    }
    assert all((ROOT / name).is_dir() for name in wheel["force-include"])
