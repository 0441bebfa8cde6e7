//! `ImageCode`: a container image.

use ferrocdk_cfn::lambda::function::ImageConfig;
use ferrocdk_core::Value;

use crate::props::props;

props! {
    /// A container image of ECR, in the function's region, and how it is started.
    ///
    /// Lambda pulls it by itself from a repository of the same account; one of another account has to let `lambda.amazonaws.com` in by its policy.
    ///
    /// Source: "Create a Lambda function using a container image".
    ///
    /// ```
    /// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, ImageCode};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let image = ImageCode::new("111122223333.dkr.ecr.sa-east-1.amazonaws.com/vision:v7").command(["app.handler"]);
    /// Function::new(&stack, "Vision", FunctionProps::new(Code::image(image)));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct ImageCode {
        /// The image: its address with a tag or, so that it cannot change, with a digest.
        uri: Value<String>,
        /// The command, instead of the image's own.
        command: Vec<Value<String>>,
        /// The entry point, instead of the image's own.
        entrypoint: Vec<Value<String>>,
        /// The working directory, instead of the image's own.
        working_directory: Option<Value<String>>,
    }
}

impl From<&str> for ImageCode {
    fn from(uri: &str) -> Self {
        Self::new(uri)
    }
}

impl From<Value<String>> for ImageCode {
    fn from(uri: Value<String>) -> Self {
        Self::new(uri)
    }
}

impl ImageCode {
    /// How the image is started, where anything is said.
    pub(super) fn config(&self) -> Option<ImageConfig> {
        if self.command.is_empty() && self.entrypoint.is_empty() && self.working_directory.is_none() {
            return None;
        }
        let list = |items: &Vec<Value<String>>| (!items.is_empty()).then(|| Value::from(items.clone()));
        let mut config = ImageConfig::new();
        config.command = list(&self.command);
        config.entry_point = list(&self.entrypoint);
        config.working_directory = self.working_directory.clone();
        Some(config)
    }
}
