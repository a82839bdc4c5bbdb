using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Platform;
using Weir.Programs;
using Weir.Tests.Fixtures.Databases;
using Weir.Tests.Platform;
using Weir.Tests.Running;

namespace Weir.Tests.Databases;

/// <summary>A monitor that is killed and started again, as a process of its own at an interface of this machine.</summary>
public sealed class MonitorRestartTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-restart-").FullName;

    public static TheoryData<string> Kinds => DatabaseServers.Kinds;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_a_killed_monitor_counted_stays_and_nothing_is_counted_twice(string kind)
    {
        RootOnly.Skip();
        DatabaseServer server = DatabaseServers.Of(kind);
        string database = server.NewDatabase();
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var sender = new UdpClient();
        sender.Connect((IPEndPoint)receiver.Client.LocalEndPoint!);
        string[] monitor = ["monitor", "flows", "lo", "--json", "--refresh", "50 ms", "--filter", $"udp port {((IPEndPoint)receiver.Client.LocalEndPoint!).Port}", "--db", server.Address(database)];

        using ToolRun first = ToolRun.Start(_folder, monitor);
        await UntilAsync(() => Number(server, database, "SELECT count(*) FROM monitors") == 1);
        for (int i = 0; i < 5; i++) { sender.Send([1]); }
        // At the loopback a datagram may pass twice: as it is sent and as it is received.
        await UntilAsync(() => Number(server, database, "SELECT sum(packets_to_server) FROM flows") is >= 5 and var packets && packets % 5 == 0);
        await Task.Delay(300);
        long counted = Number(server, database, "SELECT sum(packets_to_server) FROM flows");
        first.Kill();
        await first.EndAsync();

        using ToolRun second = ToolRun.Start(_folder, monitor);
        await UntilAsync(() => Number(server, database, "SELECT count(*) FROM monitors") == 2);
        for (int i = 0; i < 3; i++) { sender.Send([1]); }
        await UntilAsync(() => Number(server, database, "SELECT sum(packets_to_server) FROM flows") == counted / 5 * 8);
        second.Signal(Signals.Terminate);
        (await second.EndAsync()).ShouldExit(0);
        server.Rows(database, "SELECT sum(packets_to_server) FROM flows GROUP BY run").Select(long.Parse).Order().ShouldBe([counted / 5 * 3, counted]);
        server.Rows(database, "SELECT state FROM runs").ShouldBe(["complete", "open"]);

        // What the killed one had kept is still there; sent again, its run is complete and has the same rows once.
        string kept = Directory.GetFiles(Path.Combine(_folder, ".weir", "stores"), "*.db").ShouldHaveSingleItem();
        (await ToolRun.RunAsync(_folder, "export", kept, "--db", server.Address(database))).ShouldExit(0);
        Number(server, database, "SELECT sum(packets_to_server) FROM flows").ShouldBe(counted / 5 * 8);
        server.Rows(database, "SELECT state FROM runs").ShouldBe(["complete", "complete"]);
    }

    private static long Number(DatabaseServer server, string database, string sql)
    {
        try
        {
            return long.TryParse(server.Rows(database, sql)[0], CultureInfo.InvariantCulture, out long number) ? number : 0;
        }
        catch (System.Data.Common.DbException)
        {
            // The table is not there yet.
            return 0;
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        long begin = MachineClock.Instance.GetTimestamp();
        while (!condition())
        {
            if (MachineClock.Instance.GetElapsedTime(begin) > s_patience) { throw new TimeoutException("it did not come about"); }
            await Task.Delay(50);
        }
    }
}
