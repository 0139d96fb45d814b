"""The description of the API: valid, complete, in both languages, and true."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

import api_file
from huepass.errors import Reason
from huepass.issuer.api.examples import EXAMPLES
from huepass.issuer.api.idempotency import KEY
from huepass.issuer.api.refusals import REFUSALS
from huepass.issuer.api.summaries import SUMMARIES

CHINESE: Final = re.compile("[\u4e00-\u9fff]")
METHODS: Final = {"get", "put", "post", "patch", "delete"}
# They ask the identity provider, and a session can be used once; a certificate that was accepted
# can be shown again.
WITHOUT_KEY: Final = {"register_proven", "recover_proven", "begin_work", "accept_evidence"}
WALLETS: Final = ("/oid4vci/", "/.well-known/")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return api_file.described()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert method in METHODS
            yield method, path, operation


def test_it_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_the_file_is_what_the_service_serves() -> None:
    assert json.loads(api_file.FILE.read_text("utf-8")) == api_file.described(), (
        "python -m tests.api_file"
    )


def test_every_operation_has_a_name_of_its_own_that_stays(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    assert set(names) == set(SUMMARIES)
    assert all(re.fullmatch("[a-z_]+", name) for name in names)


def test_every_operation_says_what_it_is_in_both_languages(document: dict[str, Any]) -> None:
    tags = {tag["name"]: tag["description"] for tag in document["tags"]}
    used = set()
    for _, path, operation in operations(document):
        assert CHINESE.search(operation["summary"]), path
        assert operation["description"], path
        (tag,) = operation["tags"]
        used.add(tag)
    assert used == tags.keys()
    assert all(CHINESE.search(text) for text in tags.values())


def test_schemas_have_plain_names(document: dict[str, Any]) -> None:
    for name in document["components"]["schemas"]:
        assert re.fullmatch("[A-Za-z]+", name), name


def test_refusals_are_known_reasons_of_operations_that_there_are(document: dict[str, Any]) -> None:
    names = {
        operation["operationId"]
        for _, path, operation in operations(document)
        if not path.startswith(WALLETS)
    }
    assert set(REFUSALS) == names
    for reasons in REFUSALS.values():
        assert reasons <= set(Reason)


def test_every_refusal_is_a_problem_document(document: dict[str, Any]) -> None:
    examples = document["components"]["examples"]
    for _, path, operation in operations(document):
        for status, response in operation["responses"].items():
            if status[0] in "23" or path.startswith(WALLETS):
                continue
            content = response["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
            for name in content.get("examples", ()):
                value = examples[name]["value"]
                assert (value["reason"], str(value["status"])) == (name, status), path
                assert CHINESE.search(value["title_zh"]) and value["title"].isascii()


def test_staff_and_holders_sign_in_and_nobody_else_has_to(document: dict[str, Any]) -> None:
    for _, path, operation in operations(document):
        signed_in = "401" in operation["responses"]
        assert bool(operation.get("security")) == signed_in, path
        if path.startswith("/v1/holder"):
            assert operation["security"] == [{"holder": []}], path


def test_everything_that_creates_takes_an_idempotency_key(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        names = {one["name"] for one in operation.get("parameters", ())}
        if method == "post" and "201" in operation["responses"]:
            assert (KEY in names) != (operation["operationId"] in WITHOUT_KEY), path


def test_examples_are_right(document: dict[str, Any]) -> None:
    schemas, faults = document["components"]["schemas"], []
    for name, example in EXAMPLES.items():
        schema = {**schemas[name], "components": document["components"]}
        faults += [f"{name}: {one.message}" for one in OAS31Validator(schema).iter_errors(example)]
    assert faults == []


def test_whatever_is_sent_has_an_example(document: dict[str, Any]) -> None:
    for _, path, operation in operations(document):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        schema = content.get("schema", {})
        if "$ref" in schema:
            assert schema["$ref"].rpartition("/")[2] in EXAMPLES, path


def test_every_list_comes_in_pages(document: dict[str, Any]) -> None:
    for _, path, operation in operations(document):
        if not operation["operationId"].startswith("list_"):
            continue
        names = {one["name"] for one in operation["parameters"]}
        assert {"limit", "cursor"} <= names, path
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert schema["$ref"].endswith("Page"), path
