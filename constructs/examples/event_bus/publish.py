import json
import os

import boto3

EVENTS = boto3.client("events")


def handler(order, _context):
    entry = {"EventBusName": os.environ["BUS"], "Source": "shop", "DetailType": "OrderPaid", "Detail": json.dumps(order)}
    answer = EVENTS.put_events(Entries=[entry])
    if answer["FailedEntryCount"]:
        raise RuntimeError(answer["Entries"][0]["ErrorMessage"])
