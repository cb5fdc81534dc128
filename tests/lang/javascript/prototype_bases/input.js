function Base() {}
Base.prototype.run = function () {};

function Made() {}
Made.prototype = Object.create(Base.prototype, {});

function New() {}
New.prototype = new Base();

function Same() {}
Same.prototype = Base.prototype;

function Told() {}
util.inherits(Told, events.EventEmitter);

function Set() {}
Object.setPrototypeOf(Set.prototype, Base.prototype);

inherits(unknown, Base);
Object.setPrototypeOf(instance, Base.prototype);

new Made().run();
new New().run();
new Set().run();
