using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>One thread that waits for the end of every child and reads what all of them write, however many there are.</summary>
internal sealed unsafe class ChildWatcher
{
    private const int MaxReadsInARow = 16;
    private static readonly Lazy<ChildWatcher> Instance = new(() => new ChildWatcher());

    private readonly EventPoll _poll = new();
    private readonly ConcurrentDictionary<int, Source> _sources = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _next;

    private ChildWatcher() => new Thread(Watch) { IsBackground = true, Name = "weir child output" }.UnsafeStart();

    /// <summary>The one watcher.</summary>
    public static ChildWatcher Shared => Instance.Value;

    /// <summary>Watches a child and its output. Takes over the descriptors.</summary>
    public void Add(ChildProcess child, SafeFileHandle? output, ChildOutput? toOutput, SafeFileHandle? error, ChildOutput? toError)
    {
        Source? first = output is null || toOutput is null ? null : new Source(output, toOutput, null, []);
        Source? second = error is null || toError is null ? null : new Source(error, toError, null, []);
        Source[] pipes = [.. new[] { first, second }.OfType<Source>()];
        foreach (Source pipe in pipes) { Register(pipe); }
        Register(new Source(child.File, null, child, pipes));
    }

    private void Register(Source source)
    {
        source.Key = Interlocked.Increment(ref _next) & int.MaxValue;
        _sources[source.Key] = source;
        _poll.Add((int)source.File.DangerousGetHandle(), source.Key);
    }

    private void Watch()
    {
        Span<int> ready = stackalloc int[64];
        while (true)
        {
            foreach (int key in ready[.._poll.Wait(ready, -1)])
            {
                // One that ended in this round may be named once more.
                if (!_sources.TryGetValue(key, out Source? source)) { continue; }
                if (source.Child is null) { Read(source, MaxReadsInARow); }
                else { End(source); }
            }
        }
    }

    private void End(Source source)
    {
        if (!source.Child!.TryReap(out ChildExit exit)) { return; }

        // What it wrote before it ended is in the pipes, which hold less than this reads. Whoever inherited them may write on; that is read later.
        foreach (Source pipe in source.Pipes) { Read(pipe, MaxReadsInARow); }
        Remove(source);
        source.Child.Complete(exit);
    }

    private void Read(Source source, int times)
    {
        // Safe: the buffer is pinned for the call and its length is given.
        fixed (byte* buffer = _buffer)
        {
            for (; times > 0 && !source.File.IsClosed; times--)
            {
                nint length = LinuxCalls.Read(source.File, buffer, (nuint)_buffer.Length);
                if (length < 0 && LinuxCalls.LastError is LinuxCalls.ErrorInterrupted or LinuxCalls.ErrorAgain) { return; }
                source.Output!(_buffer.AsSpan(0, (int)Math.Max(length, 0)));
                if (length > 0) { continue; }
                Remove(source);
                source.File.Dispose();
            }
        }
    }

    private void Remove(Source source)
    {
        _sources.TryRemove(source.Key, out _);
        _poll.Remove((int)source.File.DangerousGetHandle());
    }

    private sealed class Source(SafeFileHandle file, ChildOutput? output, ChildProcess? child, Source[] pipes)
    {
        public SafeFileHandle File { get; } = file;
        public ChildOutput? Output { get; } = output;
        public ChildProcess? Child { get; } = child;
        public Source[] Pipes { get; } = pipes;
        public int Key { get; set; }
    }
}
