using Weir.Capture;
using Weir.Declaration;
using Weir.Monitors;
using Weir.Platform;
using Weir.Store;

namespace Weir.Tests.Monitors;

/// <summary>A monitor whose store fails ends with the reason, and keeps nobody waiting.</summary>
public sealed class MonitorFaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-monitor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_store_that_cannot_be_written_ends_the_monitor_and_is_told()
    {
        if (!Environment.IsPrivilegedProcess) { Assert.Skip("only the superuser may listen"); }
        using NetworkNamespace network = NetworkNamespace.Create();
        using SqliteStore store = SqliteStore.Create(Path.Combine(_folder, "a.db"), new StoreOptions { Live = true });
        ILiveMonitorKind kind = MonitorKinds.All.First(one => one.Form.Name == "flows");
        IMonitor flows = kind.Begin(Settings.Empty(kind.Form), new MonitorPlace { Folder = _folder });
        LiveFrames frames = LiveFrames.Open([new LivePoint(network, 1, "lo")], new LiveCaptureOptions());
        var monitor = new LiveMonitor("talk", "flows", flows, frames, new FullDisk(store, after: 2), new LiveMonitorOptions { Refresh = TimeSpan.FromMilliseconds(20) }, TimeProvider.System);
        using (monitor)
        {
            // One that was asked for before the fault, and one after it: both are answered.
            await monitor.FlushAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            while (monitor.Fault is null) { await Task.Delay(10, TestContext.Current.CancellationToken); }
            await monitor.FlushAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }

        monitor.Fault.ShouldBe("the disk is full");
    }

    /// <summary>A store that takes so many changes and no more.</summary>
    private sealed class FullDisk(ITableStore store, int after) : ITableStore
    {
        private int _left = after;

        public void Change(Action<ITableSink> change)
        {
            if (_left-- <= 0) { throw new WeirException("the disk is full"); }
            store.Change(change);
        }
    }
}
