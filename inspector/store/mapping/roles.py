"""By which names the columns of event stores go: what a column may be, and how surely its name alone says so, from 1
to 3. Names are compared in small letters, without what is between words."""

import re

_SEPARATORS = re.compile(r"[^a-z0-9]+")


def _weights(sure: str, likely: str = "", perhaps: str = "") -> dict[str, int]:
    return {name: weight for weight, names in ((1, perhaps), (2, likely), (3, sure)) for name in names.split()}


PAYLOAD = _weights(
    "eventdata eventpayload eventbody eventjson payload jsondata jsonpayload messagedata eventproperties",
    "data body args argsjson datajson datastr content message event json properties params delta diff changes",
    "state value attributes details info blob document arguments fields",
)
TYPE = _weights(
    "eventtype eventname eventclass messagetype eventkind typename",
    "type etype kind name reason action op operation class verb topic",
    "event subject category method command",
)
TAG = _weights("", "tag")
"""Keys of payloads that only there are types."""
STREAM = _weights(
    "streamid stream streamname aggregateid aggregaterootid aggregateuuid originatorid persistenceid eventsourceid",
    "entityid sourceid sessionid threadid conversationid roomid projectionid objectid documentid streamkey",
    "uuid key channel bucketid itemid taskid runid traceid subject entity ownerid userid correlationid id",
)
STREAM_TYPE = _weights(
    "aggregatetype aggregatename streamtype streamcategory aggregateroottype entitytype",
    "aggregate objecttype modelname",
)
VERSION = _weights(
    "streamversion aggregateversion aggregaterootversion sequencenumber sequencenr aggregatesequencenumber playhead "
    "streamposition streamrevision eventnumber eventversion originatorversion",
    "version versionid sequence revision generation seq seqnum number",
    "position",
)
TIME = _weights(
    "timestamp createdat createdutc occurredat occurredon recordedat recordedon eventtime happenedon happenedat "
    "timeofrecording eventtimestamp createdtimestamp eventoccurredon",
    "created time ts date datetime at insertedat storedat loggedat createddate sentdate when createdon timeutc",
    "updatedat modified updated",
)
ORDER = _weights("globalposition globalsequencenumber globalsequence globaloffset globalid ordering sequentialid")
ID = _weights("eventid messageid eventuuid", "id uuid guid", "commitid")
METADATA = _weights("metadata eventmetadata jsonmetadata headers meta customheaders eventheaders", "context extra")
CORRELATION = _weights("correlationid", "correlation")
CAUSATION = _weights("causationid", "causation causeid parentid")

EVENTFUL = _weights(
    "event events eventstore storedevents domainevents eventlog journal eventjournal domainmessages eventstream",
    "messages message history audit auditlog log changes operations commits outbox activity changelog eventmessages",
)
"""Names of tables of events."""

MUTABLE = _weights(
    "start end starts ends startat endat startsat endsat startdate enddate starttime endtime title location duedate "
    "dueat venue attendees allday recurrence rrule updatedat"
)
"""Names of columns of what happens in a calendar, or of rows that change: such tables are hardly event stores."""


def normal(name: str) -> str:
    """A name as it is compared."""
    return _SEPARATORS.sub("", name.casefold())


def table_weight(name: str) -> int:
    """How surely the name of a table is one of events."""
    plain = normal(name)
    if plain in EVENTFUL:
        return EVENTFUL[plain]
    return 2 if "event" in plain else 1 if plain.endswith(("log", "history", "journal", "messages", "changes")) else 0
