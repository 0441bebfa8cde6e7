"""A stand-in for the Python function of the reference that `sao-paulo` replaces, and the loop that Lambda runs it in.

Written from what that function is known to do: it decodes a batch of records, judges temperature (0 to 100) and pressure
(0 to 200), puts an item for each reading through boto3's batch writer (device and millisecond are the key, expiry after
30 days), puts an object for each anomaly, and reports three counts with PutMetricData.

Repaired where the original cannot do its work: numbers are decimals everywhere, since boto3 refuses floats, also inside
metadata; of two readings for one key the last is kept, since DynamoDB refuses a key twice in one request; a record that is
no reading is counted, and an error of AWS is raised instead of being lost.
"""

import base64
import json
import os
import time
import urllib.request
from decimal import Decimal

import boto3

TABLE = boto3.resource("dynamodb").Table(os.environ["DYNAMODB_TABLE"])
S3 = boto3.client("s3")
CLOUDWATCH = boto3.client("cloudwatch")
LIMITS = {"temperature": (0, 100), "pressure": (0, 200)}
DAYS = 30 * 86_400


def handle(event):
    processed = errors = anomalies = 0
    with TABLE.batch_writer(overwrite_by_pkeys=["deviceId", "timestamp"]) as batch:
        for record in event["Records"]:
            try:
                text = base64.b64decode(record["kinesis"]["data"])
                reading = json.loads(text, parse_float=Decimal)
                device, kind, value = reading["deviceId"], reading["sensorType"], Decimal(reading["value"])
            except (ValueError, KeyError, TypeError):
                errors += 1
                continue
            now = time.time()
            moment = reading.get("timestamp", int(now * 1000))
            low, high = LIMITS.get(kind, (value, value))
            anomaly = not low <= value <= high
            item = {
                "deviceId": device,
                "timestamp": moment,
                "sensorType": kind,
                "value": value,
                "isAnomaly": anomaly,
                "expirationTime": int(now) + DAYS,
                "processedAt": int(now * 1000),
            }
            if "metadata" in reading:
                item["metadata"] = reading["metadata"]
            batch.put_item(Item=item)
            processed += 1
            if anomaly:
                anomalies += 1
                S3.put_object(Bucket=os.environ["S3_BUCKET"], Key=f"anomalies/{device}/{moment}.json", Body=text)
    counts = {"ProcessedRecords": processed, "ProcessingErrors": errors, "AnomaliesDetected": anomalies}
    CLOUDWATCH.put_metric_data(
        Namespace="IoT/Manufacturing",
        MetricData=[{"MetricName": name, "Value": value, "Unit": "Count"} for name, value in counts.items()],
    )
    return {"statusCode": 200, "body": json.dumps({"processed": processed})}


def main():
    runtime = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation"
    while True:
        with urllib.request.urlopen(f"{runtime}/next") as answer:
            request = answer.headers["Lambda-Runtime-Aws-Request-Id"]
            event = json.load(answer)
        body = json.dumps(handle(event)).encode()
        urllib.request.urlopen(urllib.request.Request(f"{runtime}/{request}/response", data=body)).read()


if __name__ == "__main__":
    main()
