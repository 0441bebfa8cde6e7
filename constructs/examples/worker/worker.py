import json
import os

import boto3

TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, _context):
    failures = []
    for record in event["Records"]:
        try:
            job = json.loads(record["body"])
            TABLE.put_item(Item={"id": job["id"], "result": job["value"] * 2})
        except Exception as error:
            print(json.dumps({"level": "ERROR", "job": record["messageId"], "error": str(error)}))
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
