//! The form of a reading, as API Gateway checks it before anything is done with it.
//!
//! `functions/contracts` says what a reading is, and the function in the end decides; this says the same as far as a schema can, so that a client is told at
//! once. What it cannot say (a field that is there twice, digits beyond what a table keeps, size) the request template finds: see [`super::template`].

use ferrocdk_aws::apigateway::JsonSchema;
use ferrocdk_core::doc;

/// Names of devices.
const DEVICE: &str = "^[A-Za-z0-9:_-]{1,128}$";
/// Names of sensors beside that of a device.
const SENSOR: &str = "^[A-Za-z0-9:_.-]{1,128}$";
/// Types of sensors.
const SENSOR_TYPE: &str = "^[A-Za-z0-9:_.-]{1,64}$";
/// Units.
const UNIT: &str = "^[!-~]{1,16}$";
/// Date and time of ISO 8601, with any offset and fraction; without a zone, UTC.
const TIME: &str = "^ *[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:([0-5][0-9]|60)([.,][0-9]+)?)?([Zz]|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)? *$";
/// The last millisecond of the year 9999.
const LAST: u64 = 253_402_300_799_999;
/// The least magnitude beside zero, and the first that is too large, of numbers in a table.
const LEAST: f64 = 1e-130;
const TOO_LARGE: f64 = 1e126;

/// One reading.
pub(super) fn reading() -> JsonSchema {
    let text = |pattern: &str| {
        JsonSchema::any()
            .keyword("type", doc!(["string", "null"]))
            .pattern(pattern)
    };
    let spelled = [
        ("deviceId", "device_id", DEVICE),
        ("sensorId", "sensor_id", SENSOR),
        ("sensorType", "sensor_type", SENSOR_TYPE),
    ];
    let mut schema = JsonSchema::object().title("Reading");
    for (name, other, pattern) in spelled {
        schema = schema.property(name, text(pattern)).property(other, text(pattern));
    }
    let named =
        |name: &str, pattern: &str| JsonSchema::any().required_property(name, JsonSchema::string().pattern(pattern));
    // Where no field names the device, that of the sensor does, and has to be the name of a device.
    let device = ["deviceId", "device_id", "sensorId", "sensor_id"].map(|name| named(name, DEVICE));
    let sensor_type = ["sensorType", "sensor_type"].map(|name| named(name, SENSOR_TYPE));
    // Two spellings could say two things, and the key of the stream is one of them.
    let twice = spelled.map(|(name, other, _)| JsonSchema::any().keyword("required", doc!([name, other])));
    schema
        .property("unit", text(UNIT))
        .property("metadata", JsonSchema::any().keyword("type", doc!(["object", "null"])))
        .property("timestamp", time())
        .required_property("value", value())
        .keyword(
            "allOf",
            vec![JsonSchema::any_of(device), JsonSchema::any_of(sensor_type)],
        )
        .keyword("not", JsonSchema::any_of(twice))
}

fn value() -> JsonSchema {
    let magnitude = [
        JsonSchema::any()
            .minimum(LEAST)
            .maximum(TOO_LARGE)
            .keyword("exclusiveMaximum", true),
        JsonSchema::any()
            .minimum(-TOO_LARGE)
            .keyword("exclusiveMinimum", true)
            .maximum(-LEAST),
        JsonSchema::any().minimum(0).maximum(0),
    ];
    JsonSchema::number().keyword("anyOf", magnitude.to_vec())
}

fn time() -> JsonSchema {
    JsonSchema::any_of([
        JsonSchema::integer().minimum(0).maximum(LAST),
        JsonSchema::number().keyword("multipleOf", 1).minimum(0).maximum(LAST),
        JsonSchema::string().pattern(TIME),
        JsonSchema::null(),
    ])
}
