using System.Net;
using Weir.Declaration;
using Weir.Lab.Plan;
using Weir.Traffic;
using Weir.Traffic.InMemory;

namespace Weir.Running.InMemory;

/// <summary>The registry of programs that run on nodes in memory: one line a kind, which gives its settings the meaning that the verb of the same name gives to its options.</summary>
internal static class MemoryPrograms
{
    private static readonly Dictionary<string, Func<Settings, MemorySite, Func<string, IPAddress>, string, Task<int>>> s_all = new(StringComparer.Ordinal)
    {
        ["ping"] = (said, site, resolve, _) => new MemoryPinger(PingOf(said, resolve), site).RunAsync(said.Text("to")),
        ["http-server"] = (said, site, _, folder) => new MemoryHttpServer(ServerOf(said, folder), site).RunAsync(),
        ["http-get"] = (said, site, resolve, _) => LoadAsync(LoadOf(said), site, resolve),
        ["tcp-send"] = (said, site, resolve, _) => new MemoryTcpSource(TcpOf(said, resolve), site).RunAsync(),
        ["tcp-sink"] = (said, site, _, _) => new MemoryTcpSink((int)said.Integer("port"), site).RunAsync(),
        ["udp-send"] = (said, site, resolve, _) => new MemoryUdpSource(UdpOf(said, resolve), site).RunAsync(),
        ["udp-sink"] = (said, site, _, _) => new MemoryUdpSink((int)said.Integer("port"), site).RunAsync(),
    };

    /// <summary>The names of the kinds.</summary>
    public static IReadOnlyCollection<string> Kinds => s_all.Keys;

    /// <summary>What a program of a plan does; <paramref name="resolve"/> gives the address of a name, and relative paths start from <paramref name="folder"/>.</summary>
    /// <exception cref="WeirException">A program of this kind does not run in memory.</exception>
    public static Func<MemorySite, Task<int>> Of(ProgramPlan plan, Func<string, IPAddress> resolve, string folder) => s_all.TryGetValue(plan.Kind.Form.Name, out Func<Settings, MemorySite, Func<string, IPAddress>, string, Task<int>>? program)
        ? site => program(plan.Settings, site, resolve, folder)
        : throw new WeirException($"program {plan.Name}: a program of kind '{plan.Kind.Form.Name}' does not run on a node in memory");

    private static Task<int> LoadAsync(HttpLoadOptions load, MemorySite site, Func<string, IPAddress> resolve) => new MemoryHttpLoad(load, WireAddress.Of(resolve(load.Url.Host)), site).RunAsync();

    private static PingOptions PingOf(Settings said, Func<string, IPAddress> resolve)
    {
        var usual = new PingOptions(resolve(said.Text("to")));
        return usual with { Count = said.IntegerOrNull("count") ?? 0, Interval = said.Duration("interval"), Timeout = said.DurationOrNull("timeout") ?? usual.Timeout, Size = SizeOf(said, usual.Size) };
    }

    private static HttpServerOptions ServerOf(Settings said, string from)
    {
        var usual = new HttpServerOptions { Port = (int)said.Integer("port"), Folder = said.TextOrNull("folder") is { } folder ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder, from)) : null };
        return said.SizeOrNull("size") is null ? usual : usual with { Body = HttpServerOptions.Page(SizeOf(said, 0)) };
    }

    private static HttpLoadOptions LoadOf(Settings said)
    {
        string text = said.Text("url");
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme != "http") { throw new WeirException($"'{text}' is no URL with http, which is what a node in memory speaks"); }
        var usual = new HttpLoadOptions(url);
        return usual with { Count = said.IntegerOrNull("count") ?? (said.Has("time") ? 0 : usual.Count), Interval = said.DurationOrNull("interval") ?? usual.Interval, Timeout = said.DurationOrNull("timeout") ?? usual.Timeout, Time = said.DurationOrNull("time") };
    }

    private static TcpSourceOptions TcpOf(Settings said, Func<string, IPAddress> resolve)
    {
        var usual = new TcpSourceOptions(new IPEndPoint(resolve(said.Text("to")), (int)said.Integer("port")));
        return usual with { BitRate = said.RateOrNull("rate")?.BitsPerSecond ?? 0, Size = Math.Max(1, SizeOf(said, usual.Size)), Amount = said.SizeOrNull("amount")?.Bytes ?? 0, Time = said.DurationOrNull("time") };
    }

    private static UdpSourceOptions UdpOf(Settings said, Func<string, IPAddress> resolve)
    {
        var usual = new UdpSourceOptions(new IPEndPoint(resolve(said.Text("to")), (int)said.Integer("port")));
        return usual with { BitRate = said.RateOrNull("rate")?.BitsPerSecond ?? 0, Interval = said.DurationOrNull("interval"), Size = Math.Max(DatagramHeader.Size, SizeOf(said, usual.Size)), Count = said.IntegerOrNull("count") ?? 0, Time = said.DurationOrNull("time") };
    }

    private static int SizeOf(Settings said, int usual) => said.SizeOrNull("size") is { } size ? (int)Math.Min(size.Bytes, int.MaxValue / 2) : usual;
}
