//! Templates and the texts that they make.

use super::{Context, render};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn made(template: &str, body: &str) -> Result<String, String> {
    let parameters = BTreeMap::from([("X-Line".to_owned(), "press".to_owned())]);
    let facts = json!({ "requestTimeEpoch": 7, "identity": { "apiKeyId": "k1" } });
    render(template, &mut Context::new(body.to_owned(), parameters, facts))
}

#[test]
fn references_give_their_values() {
    let body = r#"{"a":{"b":[1,"two"]},"c":"x"}"#;
    for (template, expected) in [
        ("plain $ text, $5, 100 %", "plain $ text, $5, 100 %"),
        ("$input.path('$.c')!", "x!"),
        ("$input.path('$.a.b[1]')", "two"),
        ("$input.path(\"$['a']['b'][0]\")", "1"),
        ("$input.json('$.a')", r#"{"b":[1,"two"]}"#),
        ("$input.json('$.c')", r#""x""#),
        ("[$!input.path('$.none')]", "[]"),
        ("$input.path('$.none')", "$input.path('$.none')"),
        ("$input.params('x-line')", "press"),
        ("${context.requestTimeEpoch}ms $context.identity.apiKeyId", "7ms k1"),
        ("$util.base64Encode('ab')/$util.base64Decode('YWI=')", "YWI=/ab"),
        ("$util.escapeJavaScript(\"it's \"\"x\"\"\")", r#"it\'s \"x\""#),
        ("$input.path('$.c').length()", "1"),
        ("$input.body.replaceAll('[^\"]', '').length()", "10"),
    ] {
        assert_eq!(made(template, body).as_deref(), Ok(expected), "{template}");
    }
}

#[test]
fn directives_set_and_choose() {
    for (template, expected) in [
        ("#set($a = 'x')\n$a", "x"),
        ("#set($a = \"${b}c\")$a", "${b}c"),
        ("#set($a = 'x')\n#set($a = $none)\n$a", "x"),
        ("#set($q = '\"')#set($r = \"{${q}k${q}:${q}v${q}}\")$r", r#"{"k":"v"}"#),
        ("#if(1 > 2)a#elseif('x' == \"x\" && !false)b#{else}#end", "b#{else}"),
        ("#if($none || 3 >= 3)\nyes\n#else\nno\n#end\n", "yes\n"),
        ("#if(($none))yes#else no#end", " no"),
        (
            "## said\n#set($context.responseOverride.status = 400)$context.responseOverride.status",
            "400",
        ),
    ] {
        assert_eq!(made(template, "{}").as_deref(), Ok(expected), "{template}");
    }
}

#[test]
fn what_is_not_known_is_an_error() {
    for (template, message) in [
        ("#foreach($a in $b)#end", "#foreach without #if"),
        ("#if(true)x", "#if without #end"),
        ("\n#set($a = )", "line 2: no expression"),
        ("$util.other('x')", "$util.other(), which is not known here"),
        ("$input.path('$..a')", "only names and positions"),
        ("#set($a = 'x')$a.split('')", "split() of a text"),
        ("#if('a' > 1)#end", "> between what are no numbers"),
        ("$none.length()", "length() of $none, which is nothing"),
        ("#set($a = 'x)", "without its closing quote"),
    ] {
        let error = made(template, "{}").unwrap_err();
        assert!(error.contains(message), "{template}: {error}");
    }
}

#[test]
fn a_body_is_no_template() {
    let template = "#set($device = \"$!input.path('$.d')\")$device";
    let body = json!({ "d": "$util.base64Encode('x') #if" }).to_string();
    assert_eq!(made(template, &body).as_deref(), Ok("$util.base64Encode('x') #if"));
}

proptest::proptest! {
    #[test]
    fn no_template_panics(template in "[#$!{}()'\"a-z.=|& \n]{0,40}", body in "\\PC{0,20}") {
        let _ = made(&template, &body);
        let _ = serde_json::from_str::<Value>(&body);
    }
}
