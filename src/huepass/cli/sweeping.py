"""Working on the job that evaluates everybody, with a progress bar."""

import os
from contextlib import ExitStack

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from huepass.issuer.domain.records import Job
from huepass.issuer.service import moving
from huepass.issuer.service.evaluators import processes
from huepass.issuer.service.office import Office

MANY = 20_000
"""Persons from which on processes of their own are worth their beginning."""


def work_on(office: Office, job: Job, *, quiet: bool = False) -> Job:
    """Go on with the job until it is finished; what became of it.

    Args:
        office: the issuer.
        job: as it was last seen.
        quiet: without a bar.
    """
    with ExitStack() as stack:
        evaluations = (
            moving.in_this_process(office)
            if job.total - job.done < MANY
            else stack.enter_context(processes(office, os.cpu_count() or 1))
        )
        bar = stack.enter_context(
            Progress(
                TextColumn("重新计算 Evaluating"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                disable=quiet,
            )
        )
        task = bar.add_task("", total=job.total, completed=job.done)
        for job in moving.go_on(office, evaluations):
            # Persons who came meanwhile are more than there were.
            bar.update(task, completed=job.done, total=max(job.total, job.done))
    return job


def tell(job: Job) -> None:
    """What a job did."""
    typer.echo(f"已计算 Evaluated: {job.done}")
    typer.echo(f"颜色变化 Colours changed: {job.changed}")
