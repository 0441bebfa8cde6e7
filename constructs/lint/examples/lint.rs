//! Lints templates in one process: the files that are named, or a template with as many resources as a number says.
//!
//! `cargo xtask bench lint` times it.

use std::fmt::Write as _;
use std::process::ExitCode;

use ferrocdk_lint::{Linter, Options};

fn main() -> ExitCode {
    let linter = Linter::new(Options::default());
    let mut findings = 0;
    for argument in std::env::args().skip(1) {
        let text = match argument.parse() {
            Ok(count) => template(count),
            Err(_) => match std::fs::read_to_string(&argument) {
                Ok(text) => text,
                Err(error) => {
                    eprintln!("cannot read `{argument}`: {error}");
                    return ExitCode::FAILURE;
                }
            },
        };
        findings += linter.lint_text(&text).len();
    }
    println!("{findings} findings");
    ExitCode::SUCCESS
}

/// Queues, tables, functions and their roles that refer to each other, as in an application.
fn template(resources: usize) -> String {
    let mut text = "Resources:\n".to_owned();
    for n in 0..resources / 4 {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "  Queue{n}:
    Type: AWS::SQS::Queue
    Properties: {{ VisibilityTimeout: 60, SqsManagedSseEnabled: true }}
  Table{n}:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{{ AttributeName: id, AttributeType: S }}]
      KeySchema: [{{ AttributeName: id, KeyType: HASH }}]
  Role{n}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{{ Effect: Allow, Principal: {{ Service: lambda.amazonaws.com }}, Action: 'sts:AssumeRole' }}]
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: '2012-10-17'
            Statement: [{{ Effect: Allow, Action: ['dynamodb:PutItem', 'sqs:ReceiveMessage'], Resource: [!GetAtt Table{n}.Arn, !GetAtt Queue{n}.Arn] }}]
  Function{n}:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role{n}.Arn
      Handler: index.handler
      Runtime: python3.13
      Code: {{ S3Bucket: !Sub 'code-${{AWS::Region}}', S3Key: code.zip }}
      Environment: {{ Variables: {{ TABLE: !Ref Table{n}, QUEUE: !Ref Queue{n} }} }}
"
        );
    }
    text
}
