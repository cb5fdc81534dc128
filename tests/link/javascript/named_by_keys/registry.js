// What is put under a key is a function of its own, and what is put beside by name is still found.
const registry = {};
['object', 'string'].forEach((type) => {
    registry[type] = function (thing) { return check(thing, type); };
});
registry['a-b'] = (thing) => check(thing, 'a-b');
registry.version = function version(of) { return check(of, 'version'); };
function check(thing, type) { return typeof thing === type; }

class Client {
    request(config) { return config; }
}
['get', 'head'].forEach((method) => {
    Client.prototype[method] = function (url) { return this.request({ method, url }); };
});

const table = {};
export function fill(key) {
    table[key] = () => check(1, key);
    table[key] = function () { return check(2, key); };
}
export function run(key) { return table[key](); }
export default { registry, Client };
