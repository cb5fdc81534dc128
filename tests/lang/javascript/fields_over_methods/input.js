// An instance may keep something under the name of a method: a call means the method.
class Loader {
  constructor (options) {
    this.onProgress = options.onProgress
    this.parse = undefined
  }
  onProgress () {}
  parse () {
    this.onProgress()
    return this.parse
  }
}

function load (options) {
  const loader = new Loader(options)
  loader.parse()
  loader.onProgress = null
}
