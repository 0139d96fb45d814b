"""Programmes, regions' risks, and jobs that evaluate everybody. Each works in a transaction."""

from sqlalchemy import Connection, Row, insert, select, update

from huepass.issuer.domain.records import Cause, Job, ProgrammeRow, Staff
from huepass.issuer.store.engine import raw
from huepass.issuer.store.tables import job, programme, region_risk


def newest(connection: Connection) -> tuple[int, int]:
    """Row IDs of the programme in force and of the newest risk; 0 if no risk has changed."""
    found: tuple[int, int] = (
        raw(connection)
        .execute(
            "SELECT (SELECT max(id) FROM programme), (SELECT ifnull(max(id), 0) FROM region_risk)"
        )
        .fetchone()
    )
    return found


def programmes(connection: Connection) -> list[ProgrammeRow]:
    """All that were loaded, in order; the last one is in force."""
    rows = connection.execute(
        select(
            programme.c.id,
            programme.c.name,
            programme.c.version,
            programme.c.source,
            programme.c.loaded_at,
        ).order_by(programme.c.id)
    )
    return [ProgrammeRow(*row) for row in rows]


def add_programme(
    connection: Connection, name: str, version: int, source: bytes, by: Staff | None, now: int
) -> int:
    """Put a programme in force; its row ID."""
    done = connection.execute(
        insert(programme).values(
            name=name,
            version=version,
            source=source,
            loaded_at=now,
            loaded_by=None if by is None else by.id,
        )
    )
    return int(done.lastrowid)


def risks(connection: Connection) -> list[tuple[int, str, str]]:
    """The changes of regions' risks, in order: time, region, risk."""
    return list(raw(connection).execute("SELECT at, region, risk FROM region_risk ORDER BY id"))


def add_risk(connection: Connection, region: str, risk: str, by: Staff | None, at: int) -> None:
    """Remember that a region has another risk from a time on."""
    connection.execute(
        insert(region_risk).values(
            region=region, risk=risk, at=at, recorded_by=None if by is None else by.id
        )
    )


def add_job(connection: Connection, cause: Cause, programme_id: int, now: int) -> Job:
    """Begin to evaluate everybody; with nobody there it is finished at once.

    Jobs that were not finished are: this one does their work.
    """
    end_jobs(connection, now)
    total = raw(connection).execute("SELECT count(*) FROM person").fetchone()[0]
    row = connection.execute(
        insert(job)
        .values(
            kind=cause,
            programme_id=programme_id,
            cursor=0,
            done=0,
            changed=0,
            total=total,
            started_at=now,
            finished_at=None if total else now,
        )
        .returning(job)
    ).one()
    return _job(row)


def unfinished_job(connection: Connection) -> Job | None:
    """The job that is not finished, if there is one."""
    row = connection.execute(select(job).where(job.c.finished_at.is_(None))).one_or_none()
    return None if row is None else _job(row)


def find_job(connection: Connection, job_id: int) -> Job:
    """A job."""
    return _job(connection.execute(select(job).where(job.c.id == job_id)).one())


def advance_job(connection: Connection, of: Job, cursor: int, done: int, changed: int) -> None:
    """Say how far a job has come: `done` and `changed` are added."""
    connection.execute(
        update(job)
        .where(job.c.id == of.id)
        .values(cursor=cursor, done=job.c.done + done, changed=job.c.changed + changed)
    )


def end_jobs(connection: Connection, now: int) -> None:
    """Finish what is not finished."""
    connection.execute(update(job).where(job.c.finished_at.is_(None)).values(finished_at=now))


def _job(row: Row[tuple[object, ...]]) -> Job:
    return Job(
        row.id,
        Cause(row.kind),
        row.programme_id,
        row.cursor,
        row.done,
        row.changed,
        row.total,
        row.started_at,
        row.finished_at,
    )
