"use strict";
const inner = require("./inner");
Object.defineProperty(exports, "run", { enumerable: true, get: function () { return inner.run; } });
Object.defineProperty(exports, "stop", { value: inner.stop });
