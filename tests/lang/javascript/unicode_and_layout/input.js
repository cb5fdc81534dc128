const größe = 1;
const $ = (ßa) => größe + ßa; function _private() { return $(größe) }

class Ünder { $dollar() { return _private() } }
