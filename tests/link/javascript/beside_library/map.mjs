class ObjectMap {
    constructor() {
        this.entries = {};
    }
    get(key) {
        return this.entries[key];
    }
}

// What the language has is called rather.
export default typeof Map !== 'undefined' ? Map : ObjectMap;
export const create =
    Object.create ||
    (function () {
        return (prototype) => ({ __proto__: prototype });
    })();
export { ObjectMap };
