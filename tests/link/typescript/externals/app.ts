import _, { map as each } from "lodash";
import * as React from "react";
import type { Handler } from "express";
import { here, gone } from "./here";
import { nowhere } from "./missing";
import "side-effect";
const fs = require("node:fs");

export class View extends React.Component {
  handler: Handler;

  render(list: string[]) {
    each(list, here);
    _.map(list, gone);
    _.chain(list).value();
    nowhere();
    fs.readFileSync("a");
    return new React.Fragment(React.version);
  }
}

export function text(value: unknown) {
  Object.keys(value).missing();
  return JSON.stringify(value);
}
