package dev.crema.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.jspecify.annotations.Nullable;

/** A disk under H2's files that can be full: {@code jdbc:h2:smalldisk:/path}. There is one of it in a process. */
public final class SmallDisk extends FilePathWrapper {
    private static final String SCHEME = "smalldisk";

    private static volatile boolean full;

    /** Has H2 know of it. */
    static void insert() {
        full = false;
        FilePath.register(new SmallDisk());
    }

    /** From now on, or no longer, there is no space left for anything. */
    static void full(boolean isFull) {
        full = isFull;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new OnIt(getBase().open(mode));
    }

    /** A file on it. */
    private static final class OnIt extends FileBase {
        private final FileChannel file;

        OnIt(FileChannel file) {
            this.file = file;
        }

        private static void requireSpace() throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            requireSpace();
            return file.write(from);
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return file.read(into);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public void force(boolean withItsData) throws IOException {
            file.force(withItsData);
        }

        @Override
        public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}
