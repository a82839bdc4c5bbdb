using Weir.Monitors;

namespace Weir.Tests.Monitors;

/// <summary>Changes of tables on a thread of their own.</summary>
public sealed class TableWriterTests
{
    private static readonly RecordTable s_table = new("t", "A table.", [new("n", RecordValueKind.Integer, "a number")]) { Group = ["n"] };

    [Fact]
    public async Task A_store_that_takes_its_time_keeps_nobody_from_going_on()
    {
        var store = new SlowStore();
        using var writer = new TableWriter(store, "test", TimeProvider.System);
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        writer.Write(Change(1).Apply, [first]);
        // The store has the change, and this thread goes on.
        store.Begun.Wait(TestContext.Current.CancellationToken);
        writer.IsBusy.ShouldBeTrue();
        first.Task.IsCompleted.ShouldBeFalse();
        store.Go.Release(2);
        await first.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        writer.Write(Change(2).Apply, [second]);
        writer.Complete();
        writer.IsBusy.ShouldBeFalse();
        await second.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        store.Steps.ShouldBe(["clear 1", "row 1", "clear 2", "row 2"]);
    }

    [Fact]
    public async Task What_a_change_failed_with_is_told_with_the_next_one()
    {
        var store = new SlowStore { Fault = new WeirException("the disk is full") };
        using var writer = new TableWriter(store, "test", TimeProvider.System);
        store.Go.Release();
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        writer.Write(Change(1).Apply, [waiting]);
        await waiting.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Should.Throw<WeirException>(() => writer.Write(Change(2).Apply, [])).Message.ShouldBe("the disk is full");
        Should.Throw<WeirException>(writer.Complete);
        store.Steps.ShouldBeEmpty();
    }

    private static TableChange Change(long number)
    {
        var change = new TableChange();
        RecordValue[] values = [RecordValue.Of(number)];
        change.Clear(s_table, values);
        change.Accept(new Record(s_table, values));
        // What was handed over is kept as it was then.
        values[0] = RecordValue.Null;
        return change;
    }

    /// <summary>A store that makes a change when it is let.</summary>
    private sealed class SlowStore : ITableStore, ITableSink
    {
        public SemaphoreSlim Begun { get; } = new(0);

        public SemaphoreSlim Go { get; } = new(0);

        public List<string> Steps { get; } = [];

        public Exception? Fault { get; init; }

        public void Change(Action<ITableSink> change)
        {
            Begun.Release();
            Go.Wait();
            if (Fault is not null) { throw Fault; }
            change(this);
        }

        public void Accept(in Record record) => Steps.Add($"row {record.Values[0].Integer}");

        public void Clear(RecordTable table, ReadOnlySpan<RecordValue> group) => Steps.Add($"clear {group[0].Integer}");
    }
}
