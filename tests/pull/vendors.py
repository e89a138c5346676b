"""How each vendor pages, in few lines: written after their public references, for the server on this machine."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.pull.server import Answer, Asked, Reply

Row = dict[str, Any]


def hubspot(
    stores: dict[str, list[Row]],
    archived: dict[str, list[Row]] | None = None,
    links: dict[str, list[Row]] | None = None,
    most: int = 500,
) -> Answer:
    """CRM v3: lists by id with ``paging.next.after``, search by filters, properties by name; batch reads by id.

    ``links``: ``contacts/companies`` -> rows of associations, of which an answer holds so many a record.
    """

    def shown(row: Row, wanted: list[str]) -> Row:
        if "properties" not in row:
            return row
        told = {name: value for name, value in row.items() if name != "propertiesWithHistory"}
        return {**told, "properties": {name: row["properties"].get(name) for name in wanted}}

    def answer(asked: Asked) -> Reply:
        *_, last = asked.path.rstrip("/").split("/")
        if asked.path.endswith("/batch/read"):
            return batch(asked)
        if asked.path == "/email/public/v1/events":
            events = [
                row for row in stores.get("events", [])
                if row["type"] == asked.one("eventType") and row["created"] >= int(asked.one("startTimestamp", "0"))
            ]  # fmt: skip
            start = int(asked.one("offset", "0"))
            end = start + min(int(asked.one("limit")), 2)  # fewer than asked for, and a mark behind the last one too
            return Reply({"hasMore": end < len(events), "offset": str(end), "events": events[start:end]})
        if "/properties/" in asked.path:
            rows = [*stores.get(last, []), *(archived or {}).get(last, [])]
            names = dict.fromkeys(name for row in rows for name in row["properties"])
            return Reply({"results": [{"name": name} for name in [*names, "hs_of_no_use"]]})
        if last == "search":
            resource = asked.path.split("/")[-2]
            by_time, by_id = asked.body["filterGroups"][0]["filters"]
            rows = [
                row for row in sorted(stores.get(resource, []), key=lambda row: int(row["id"]))
                if millis(row["updatedAt"]) >= int(by_time["value"]) and int(row["id"]) > int(by_id["value"])
            ]  # fmt: skip
            page = rows[: asked.body["limit"]]
            return Reply({"total": len(rows), "results": [shown(row, asked.body["properties"]) for row in page]})
        source = archived if asked.one("archived") == "true" else stores
        rows = sorted((source or {}).get(last, []), key=lambda row: int(row["id"]))
        rows = [row for row in rows if int(row["id"]) > int(asked.one("after", "0"))]
        page = rows[: int(asked.one("limit"))]
        more = {"paging": {"next": {"after": page[-1]["id"], "link": "-"}}} if len(rows) > len(page) else {}
        return Reply({"results": [shown(row, asked.one("properties").split(",")) for row in page], **more})

    def batch(asked: Asked) -> Reply:
        between = re.fullmatch(r"/crm/v4/associations/(\w+/\w+)/batch/read", asked.path)
        inputs = {one["id"]: int(one.get("after", 0)) for one in asked.body["inputs"]}
        if between is None:
            resource = asked.path.split("/")[-3]
            if "propertiesWithHistory" in asked.body and len(inputs) > 50:
                return Reply({"category": "VALIDATION_ERROR"}, 400)
            rows = [row for row in stores.get(resource, []) if row["id"] in inputs]
            names = asked.body.get("propertiesWithHistory", [])
            return Reply({"status": "COMPLETE", "results": [
                {**shown(row, asked.body["properties"]), "propertiesWithHistory": {
                    name: told for name, told in row.get("propertiesWithHistory", {}).items() if name in names
                }} for row in rows
            ]})  # fmt: skip
        results = []
        for row in (links or {}).get(between[1], []):
            start = inputs.pop(row["from"]["id"], None)
            if start is not None:
                end = start + most
                more = {"paging": {"next": {"after": str(end), "link": "-"}}} if end < len(row["to"]) else {}
                results.append({"from": row["from"], "to": row["to"][start:end], **more})
        # of those that have none the vendor says so as errors, and answers with another status
        errors = [
            {"status": "error", "category": "OBJECT_NOT_FOUND", "context": {"fromObjectId": [id_]}} for id_ in inputs
        ]
        told = {"status": "COMPLETE", "results": results}
        return Reply({**told, "numErrors": len(errors), "errors": errors}, 207) if errors else Reply(told)

    return answer


def millis(text: str) -> int:
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def salesforce(stores: dict[str, list[Row]], size: int = 2) -> Answer:
    """A token, ``describe``, SOQL in pages behind ``nextRecordsUrl``."""
    cursors: dict[str, list[Row]] = {}

    def answer(asked: Asked) -> Reply:
        if asked.path == "/services/oauth2/token":
            return Reply({"access_token": f"token-{len(cursors)}", "token_type": "Bearer"})
        if asked.path.endswith("/describe"):
            name = asked.path.split("/")[-2]
            if name not in stores:
                return Reply([{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}], 404)
            return Reply({"fields": [{"name": key} for row in stores[name][:1] for key in row]})
        if asked.path.endswith("/queryAll"):
            query = re.fullmatch(
                r"SELECT (.+) FROM (\w+) WHERE SystemModstamp >= (\S+) ORDER BY SystemModstamp", asked.one("q")
            )
            assert query, asked.one("q")
            columns, since = query[1].split(", "), millis(query[3])
            rows = sorted(stores[query[2]], key=lambda row: str(row["SystemModstamp"]))
            rows = [row for row in rows if millis(row["SystemModstamp"]) >= since]
            found = [
                {"attributes": {"type": query[2]}, **{key: row.get(key) for key in columns}} for row in rows
            ]  # fmt: skip
            cursor = f"01g{len(cursors)}"
            cursors[cursor] = found
            return page(cursor, 0)
        cursor, _, start = asked.path.split("/")[-1].rpartition("-")
        if cursor not in cursors:
            return Reply([{"errorCode": "INVALID_QUERY_LOCATOR", "message": "invalid query locator"}], 400)
        return page(cursor, int(start))

    def page(cursor: str, start: int) -> Reply:
        rows = cursors[cursor]
        end = start + size
        more = {"nextRecordsUrl": f"/services/data/v63.0/query/{cursor}-{end}"} if end < len(rows) else {}
        return Reply({"totalSize": len(rows), "done": not more, "records": rows[start:end], **more})

    answer.cursors = cursors  # type: ignore[attr-defined]
    return answer


def stripe(stores: dict[str, list[Row]]) -> Answer:
    """Newest first, ``starting_after`` an id, ``has_more``."""

    def answer(asked: Asked) -> Reply:
        rows = sorted(stores.get(asked.path.split("/")[-1], []), key=lambda row: -row["created"])
        ids = [row["id"] for row in rows]
        after = asked.one("starting_after")
        if after and after not in ids:
            return Reply({"error": {"code": "resource_missing", "message": f"No such object: {after}"}}, 400)
        start = ids.index(after) + 1 if after else 0
        end = start + int(asked.one("limit"))
        return Reply({"object": "list", "data": rows[start:end], "has_more": end < len(rows)})

    return answer


def zendesk(stores: dict[str, list[Row]], size: int = 2) -> Answer:
    """Incremental export by cursor and by time; other lists by ``links.next``."""

    def answer(asked: Asked) -> Reply:
        host = f"http://{asked.headers['Host']}"
        name = asked.path.removesuffix("/cursor.json").removesuffix(".json").split("/")[-1]
        rows = stores.get(name, [])
        if "/incremental/" not in asked.path:
            start = int(asked.one("page[after]", "0"))
            end = start + size
            link = f"{host}{asked.path}?page[size]=100&page[after]={end}"  # also behind the last page
            return Reply({name: rows[start:end], "meta": {"has_more": end < len(rows)}, "links": {"next": link}})
        rows = sorted(rows, key=lambda row: str(row["updated_at"]))
        if "cursor" in asked.params:
            start = int(asked.one("cursor"))
        else:
            start = sum(millis(row["updated_at"]) < int(asked.one("start_time")) * 1000 for row in rows)
        end = start + size
        page = {name: rows[start:end], "end_of_stream": end >= len(rows), "count": len(rows[start:end])}
        if asked.path.endswith("/cursor.json"):
            return Reply({**page, "after_cursor": str(end), "after_url": f"{host}{asked.path}?cursor={end}"})
        last = millis((rows[start:end] or [{"updated_at": "2000-01-01T00:00:00Z"}])[-1]["updated_at"]) // 1000 + 1
        return Reply({**page, "end_time": last, "next_page": f"{host}{asked.path}?start_time={last}"})

    return answer


def amplitude(hours: dict[str, list[Row]]) -> Answer:
    """A zip of gzipped JSON lines, a file an hour; 404 where there is nothing."""

    def answer(asked: Asked) -> Reply:
        start, end = asked.one("start"), asked.one("end")
        found = {hour: rows for hour, rows in hours.items() if start <= hour <= end}
        return Reply(zipped(found), headers={"Content-Type": "application/zip"}) if found else Reply({}, 404)

    return answer


def zipped(files: dict[str, list[Row]]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, rows in files.items():
            lines = "".join(json.dumps(row) + "\n" for row in rows)
            archive.writestr(f"100001/100001_{name}#0.json.gz", gzip.compress(lines.encode()))
    return held.getvalue()


def braze(stores: dict[str, list[Row]]) -> Answer:
    """Newest first, by offset, within days of which the last does not count."""

    def answer(asked: Asked) -> Reply:
        name = asked.path.split("/")[-1]
        at = {"hard_bounces": "hard_bounced_at", "unsubscribes": "unsubscribed_at"}[name]
        rows = [row for row in stores.get(name, []) if asked.one("start_date") <= row[at] < asked.one("end_date")]
        rows.sort(key=lambda row: str(row[at]), reverse=True)
        start = int(asked.one("offset", "0"))
        return Reply({"emails": rows[start : start + int(asked.one("limit"))], "message": "success"})

    return answer


def zuora(stores: dict[str, list[Row]], size: int = 2) -> Answer:
    """A token, ZOQL with ``queryMore`` elsewhere and blank columns left out, object queries with a cursor."""
    held: dict[str, list[Row]] = {}

    def page(locator: str, start: int) -> Reply:
        rows, end = held[locator], start + size
        found = [{key: value for key, value in row.items() if value is not None} for row in rows[start:end]]
        more = {"queryLocator": f"{locator}-{end}"} if end < len(rows) else {}
        return Reply({"records": found, "size": len(rows), "done": not more, **more})

    def answer(asked: Asked) -> Reply:
        if asked.path == "/oauth/token":
            return Reply({"access_token": "token", "expires_in": 3598})
        if asked.path.startswith("/object-query/"):
            rows = stores.get(asked.path.split("/")[-1], [])
            start = int(asked.one("cursor", "0"))
            end = start + size
            more = {"nextPage": str(end)} if end < len(rows) else {}
            return Reply({"data": rows[start:end], **more})
        if asked.path == "/v1/action/query":
            query = re.fullmatch(r"select (.+) from (\w+) where UpdatedDate >= '(\S+)'", asked.body["queryString"])
            assert query, asked.body
            columns = query[1].split(", ")
            rows = [row for row in stores.get(query[2], []) if millis(row["UpdatedDate"]) >= millis(query[3])]
            locator = f"loc{len(held)}"
            held[locator] = [{key: row.get(key) for key in columns} for row in rows]
            return page(locator, 0)
        assert asked.path == "/v1/action/queryMore", asked.path
        assert list(asked.body) == ["queryLocator"], asked.body
        locator, _, start_at = asked.body["queryLocator"].rpartition("-")
        if locator not in held:
            return Reply({"reasons": [{"code": "INVALID_QUERY_LOCATOR"}], "success": False}, 400)
        return page(locator, int(start_at))

    return answer


Vendor = Callable[..., Answer]
