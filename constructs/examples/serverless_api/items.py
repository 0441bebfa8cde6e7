import json
import os
import uuid

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def answer(status, body=None):
    headers = {"Access-Control-Allow-Origin": "*"}
    return {"statusCode": status, "headers": headers, "body": "" if body is None else json.dumps(body, default=str)}


def handler(event, context):
    method, parameters = event["httpMethod"], event["pathParameters"] or {}
    if not parameters:
        if method == "GET":
            return answer(200, table.scan()["Items"])
        item = {**json.loads(event["body"]), "id": str(uuid.uuid4())}
        table.put_item(Item=item)
        return answer(201, item)
    key = {"id": parameters["id"]}
    if method == "GET":
        item = table.get_item(Key=key).get("Item")
        return answer(404) if item is None else answer(200, item)
    if method == "DELETE":
        table.delete_item(Key=key)
        return answer(204)
    item = {**json.loads(event["body"]), **key}
    table.put_item(Item=item)
    return answer(200, item)
