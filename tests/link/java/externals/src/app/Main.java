package app;

import static org.junit.Assert.assertEquals;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map.Entry;
import javax.servlet.http.*;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public class Main extends com.example.Base implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private List<Entry<String, String>> entries;

    public void run() {
        LOG.info("x");
        entries.add(null);
        List<String> fixed = ImmutableList.of("a", "b");
        assertEquals(1, fixed.size());
        new Other().help(new Thread());
        String s = String.valueOf(1);
    }
}
