/** The shop. */
@Deprecated
open module com.acme.shop {
    requires java.base;
    requires transitive com.acme.util;
    requires static com.acme.extra;
    exports com.acme.shop.api to com.acme.front, com.acme.back;
    opens com.acme.shop.model;
    uses com.acme.shop.Plugin;
    provides com.acme.shop.Plugin with com.acme.shop.Basic, com.acme.shop.Rich;
}
