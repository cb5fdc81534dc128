enum Planet implements Body {
    MERCURY(3.3, 2.4),
    /** Home. */
    @Deprecated EARTH(5.9) {
        @Override
        double gravity() { return surface(mass); }
    },
    PLUTO;

    static final double G = 6.7;
    final double mass;

    Planet() { this(0); }
    Planet(double mass) { this.mass = mass; }
    Planet(double mass, double radius) { this(mass); }

    double gravity() { return G; }
    double surface(double m) { return m; }

    static Planet home() { return EARTH; }
}

interface Body {}
