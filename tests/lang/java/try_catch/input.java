class Io {
    static class Stream implements AutoCloseable {
        Stream(String name) throws Bad {}
        int read() { return 0; }
        public void close() {}
    }

    static class Bad extends Exception {
        String why() { return ""; }
    }

    static class Worse extends Exception {}

    Stream shared;

    int read(String name) throws Worse {
        try (Stream in = new Stream(name); var copy = in; shared) {
            return in.read() + copy.read();
        } catch (final Bad bad) {
            bad.why();
        } catch (IllegalStateException | Worse e) {
            throw new Worse();
        } finally {
            shared.close();
        }
        return 0;
    }
}
