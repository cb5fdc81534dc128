'use strict';

/**
 * @typedef {import('./suite')} Suite
 * @typedef {import("./tools").Printer} Printer
 * @typedef {{ printer: Printer, ink?: import("./tools").Ink }} Desk
 */

/**
 * @typedef {Object} Room
 * @property {Desk} desk where one works
 * @property {Suite[]} suites what is worked at
 */

/** @param {Suite} suite */
function named(suite) {
  suite.isEmpty();
}

/** @param {Room} room */
const described = (room) => {
  room.desk.printer.print();
  room.suites[0].count();
};

/** @param {Desk} desk */
function takenApart({ printer, ink }) {
  printer.print();
  ink.dry();
}

/**
 * @param {object} options
 * @param {Suite} options.suite
 * @param {Record<string, Printer>} options.printers
 * @param {Object<string, import('./tools').Ink>} inks
 */
function memberByMember(options, inks) {
  options.suite.count();
  options.printers.first.print();
  options.printers['second'].print();
  inks.black.dry();
}

/** @returns {import('./suite')} */
function loaded() {}
loaded().isEmpty();

module.exports = { named, described, takenApart, memberByMember };
