function show() {}
class Tape {
  play() {}
}

function Deck() {}
Object.defineProperty(Deck.prototype, "show", { value: show });
Object.defineProperty(Deck.prototype, "tape", {
  get: function () { return new Tape(); },
});

const deck = new Deck();
deck.show();
deck.tape.play();
