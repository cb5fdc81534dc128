module.exports = { ...require("./inner"), get tools() { return require("./tools"); }, own() {} };
