class Use {
    int run(Point p, Planet planet, Object o) {
        p.place().visit();
        p.twice().visit();
        Planet.EARTH.spin();
        for (Planet each : Planet.values())
            each.turn();
        Planet.valueOf("MARS").turn();
        if (o instanceof Place place)
            place.visit();
        if (o instanceof Point(int x, Place at))
            at.visit();
        switch (o) {
            case Planet q -> q.spin();
            default -> {}
        }
        switch (planet) {
            case EARTH: return Planet.MARS.size;
            default: return new Point(1, null).x();
        }
    }
}
