"""The first way in: a link for somebody on record, printed here; and an administrator, named here."""

from typing import Annotated

import typer

from lsip_workflow.cli.shared import DataDir, opened, stop

app = typer.Typer()


@app.command(name="sign-in-link")
def sign_in_link(email: str, data_dir: DataDir = None) -> None:
    """A link to sign in for somebody on record, printed and not e-mailed: where no mail goes yet."""
    from lsip_workflow.journeys import sign_in
    from lsip_workflow.outbox.door import token

    with opened(data_dir) as runtime:
        with runtime.database.transaction() as session:
            link = sign_in.make_link(session, runtime.now(), runtime.today(), email)
        if link is None:
            stop(f"Nobody who holds a role today is on record with {email}: see lsip administrator --help.")
        typer.echo(f"{runtime.pages}/sign-in/{token(runtime.secret, link.id)}")
        typer.echo("It works once, for 15 minutes, and asks for the address. Older links of it are ended.")


@app.command()
def administrator(
    email: str,
    area: Annotated[str, typer.Option(help="The area whose work they look after: its id in the records.")],
    name: Annotated[str, typer.Argument(help="Their name; needed for somebody who is new here.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Name an administrator of an area: somebody of its employer representative body, on record or new."""
    from lsip_workflow.journeys import administrators
    from lsip_workflow.journeys.refusals import Faulty
    from lsip_workflow.model import Area
    from lsip_workflow.rules import permissions
    from lsip_workflow.rules.mail import is_address

    email = email.strip()
    if not is_address(email):
        stop("Write one e-mail address, such as sam@chamber.example.")
    with opened(data_dir) as runtime, runtime.database.transaction() as session:
        occasion = runtime.occasion(permissions.command("administrator"))
        place = session.get(Area, area)
        if place is None:
            stop(f"There is no area “{area}” in the records: lsip designate brings one.")
        try:
            administrators.name(session, occasion, place, email, name.strip())
        except Faulty as error:
            stop("\n".join(error.faults))
        called = place.name
    typer.echo(f"{email} is an administrator of {called} from today. To come in: lsip sign-in-link {email}")
