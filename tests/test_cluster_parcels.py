"""What travels to a cluster and back: nothing but what was sent, and whole or not used."""

from __future__ import annotations

import datetime
import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from handouts.build import Outcome, Result
from handouts.build.cluster.bundles import Bundles, Copy
from handouts.build.cluster.child import Desk, Sent
from handouts.build.cluster.model import Broken, Bundle, Made, Packed, Work, packed
from handouts.build.cluster.receiving import is_whole
from handouts.build.cluster.receiving import written as written_to
from handouts.config import Limits
from handouts.project import Job, Selection, open_project, plan_jobs
from tests.projects import (
    ROOT,
    SETTINGS,
    manifest,
    project,
    run,
)
from tests.test_cluster import FOLDED, OTHER, PNG, RICH


def test_a_job_is_made_of_nothing_but_what_was_sent(tmp_path: Path) -> None:
    """The project is gone before the worker's part begins; the shop's own profile went along."""
    files: dict[str, str | bytes | None] = {
        "handouts.toml": f'targets = ["press"]\n{SETTINGS}\n[press]\nprofile = "shop.icc"\n',
        "shop.icc": (ROOT / "profiles/FOGRA39L_coated.icc").read_bytes(),
        "articles/tooth-pain.md": FOLDED.replace("pictures/", ""),
        "articles/a.png": PNG,
    }
    folder = project(tmp_path / "clinic", files)
    run("-C", folder, "build", "-l", "es")
    (entry,) = manifest(folder)
    found = open_project(folder)
    (job,) = plan_jobs(found, Selection(tags=("es",)))
    sent = Bundles(found).of(job)
    shutil.rmtree(folder)

    made = Desk(tmp_path / "worker").make(parcel(job, sent))

    assert isinstance(made, Made)
    assert made.results[0].outcome == "built"
    assert made.results[0].sha256 == entry["sha256"]
    assert made.results[0].fingerprint == entry["fingerprint"]
    (pdf,) = made.pdfs
    assert pdf is not None
    assert hashlib.sha256(pdf).hexdigest() == entry["sha256"]


def parcel(job: Job, sent: Sequence[Packed]) -> Sent:
    work = Work(
        jobs=(job,),
        limits=Limits(),
        files=tuple((one.kind, one.digest) for one in sent),
        earlier=(("",) * len(job.handouts),),
        final=False,
        today=datetime.date.today(),
    )
    return Sent(job.handouts, work, work.earlier[0], tuple(one.data for one in sent))


def test_each_file_goes_once_however_many_jobs_read_it(tmp_path: Path) -> None:
    found = open_project(project(tmp_path, {**RICH, "articles/broken.md": None}))
    bundles = Bundles(found)
    digests = []
    for job in plan_jobs(found, Selection(slugs=("tooth-pain", "fever"))):
        sent = bundles.of(job)
        files = [path for one in sent[1:] for path in one.opened().files]
        assert len(files) == len(set(files))
        digests.append([one.digest for one in sent])

    assert len(digests) == 12  # two clinics, two languages, three formats
    bundles_in_all = {digest for one in digests for digest in one}
    assert len(bundles_in_all) == 9  # settings, templates, logo, words; 2 articles, 3 catalogs


# ── damaged and hostile parcels ──────────────────────────────────────────────────────────────────


def test_files_that_arrive_damaged_are_not_used(tmp_path: Path) -> None:
    found = open_project(project(tmp_path / "clinic"))
    job = plan_jobs(found, Selection(tags=("es",)))[0]
    sent = Bundles(found).of(job)
    damaged = replace(sent[-1], data=sent[-1].data[:-9] + b"x" * 9)
    desk = Desk(tmp_path / "worker")

    broken = desk.make(parcel(job, [*sent[:-1], damaged]))

    assert isinstance(broken, Broken)
    assert "damaged" in broken.said
    assert isinstance(desk.make(parcel(job, sent)), Made)


@pytest.mark.parametrize("path", ["../x", "/tmp/x", "a/../../x", "", "a\\..\\x"])
def test_no_path_leads_out_of_the_copy(tmp_path: Path, path: str) -> None:
    copy = Copy(tmp_path / "copy")
    copy.hold([packed(Bundle("text", {"a/b.po": b"inside"}))])

    with pytest.raises(ValueError, match="no path inside"):
        copy.hold([packed(Bundle("text", {path: b"outside"}))])

    assert list(tmp_path.rglob("x")) == []


def test_a_copy_holds_just_what_it_was_given_last(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    copy.hold([packed(Bundle("text", {"a/b.po": b"old"})), packed(Bundle("words", {"c.po": b""}))])
    copy.hold([packed(Bundle("text", {"a/b.po": b"new"}))])
    assert not copy.add(packed(Bundle("logo", {"one.png": b"1"})))
    assert not copy.add(packed(Bundle("logo", {"one.png": b"1"})))

    assert copy.add(packed(Bundle("logo", {"one.png": b"2"})))  # another file of this name

    files = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {"b.po": b"new", "one.png": b"1"}


def test_the_next_clinic_needs_its_logo_alone(tmp_path: Path) -> None:
    """A logo that changes under its name is another one: nothing old is printed."""
    clinics = '\n[clinics.next]\nname = "Next"\nlogo = "b.png"\n'
    files: dict[str, str | bytes | None] = {
        "handouts.toml": f'{SETTINGS}logo = "a.png"\n{clinics}',
        "a.png": PNG,
        "b.png": OTHER,
    }
    desk = Desk(tmp_path / "worker")
    for number in range(2):
        folder = project(tmp_path / f"{number}", files)
        run("-C", folder, "build", "-l", "es", "-t", "screen")
        found = open_project(folder)
        jobs = plan_jobs(found, Selection(tags=("es",), targets=("screen",)))
        for job, entry in zip(jobs, manifest(folder), strict=True):
            sent = Bundles(found).of(job)
            made = desk.make(parcel(job, sent))
            assert isinstance(made, Made)
            assert made.results[0].sha256 == entry["sha256"]
        files["b.png"] = PNG


def test_what_is_packed_twice_has_one_digest() -> None:
    bundle = Bundle("text", {"a.po": b"a"})

    assert packed(bundle) == packed(Bundle("text", {"a.po": b"a"}))
    assert packed(bundle).digest != packed(Bundle("text", {"a.po": b"b"})).digest
    assert packed(bundle).opened() == bundle


def test_a_pdf_that_arrives_damaged_is_not_written(tmp_path: Path) -> None:
    pdf = b"%PDF-1.7"
    handout = plan_jobs(open_project(project(tmp_path)), Selection())[0].first
    built = Result(
        handout=handout,
        outcome=Outcome.BUILT,
        state="draft",
        sha256=hashlib.sha256(pdf).hexdigest(),
    )

    assert is_whole(Made((built,), (pdf,)))
    assert not is_whole(Made((built,), (pdf + b" ",)))
    assert not is_whole(Made((built,), (None,)))


def test_a_pdf_that_cannot_be_written_is_a_failure_with_a_place(tmp_path: Path) -> None:
    folder = project(tmp_path, {"output": "a file where the folder should be"})
    handout = plan_jobs(open_project(folder), Selection())[0].first
    built = Result(handout=handout, outcome=Outcome.BUILT, state="draft", sha256="0")

    result = written_to(handout, built, b"%PDF-1.7")

    assert (result.outcome, result.sha256) == (Outcome.FAILED, None)
    assert [(f.code, f.location and f.location.path) for f in result.findings] == [
        ("H505", str(handout.path))
    ]
