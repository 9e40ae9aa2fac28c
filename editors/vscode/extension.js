"use strict";
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const LANGUAGES = ["markdown", "plaintext", "html", "mdx", "json", "yaml", "xml", "po"];
let client;

exports.activate = () => {
  const [command, ...args] = workspace.getConfiguration("transcheck").get("command");
  const selector = LANGUAGES.map((language) => ({ scheme: "file", language }));
  client = new LanguageClient("transcheck", "transcheck", { command, args }, { documentSelector: selector });
  return client.start();
};

exports.deactivate = () => client?.stop();
