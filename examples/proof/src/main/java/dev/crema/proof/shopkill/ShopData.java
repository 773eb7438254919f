package dev.crema.proof.shopkill;

import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The shop's database. It is looked at while no shop is running. */
interface ShopData extends AutoCloseable {

    /** The settings by which a shop finds it. */
    Map<String, String> settings();

    /** What goes down together with a shop that is killed comes up again. */
    void recover();

    /** Looks at the data. */
    void look(Consumer<DataSource> reader);

    /** Looks at the data as a kill has left it, and leaves it like that for the next shop. */
    void lookAtWhatIsLeft(Consumer<DataSource> reader);

    @Override
    void close();
}
