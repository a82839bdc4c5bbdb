using System.Text.Json;
using Weir.Lab.Building;
using Weir.Lab.Plan;

namespace Weir.Lab.Guests;

/// <summary>The files from which a guest starts: its first program, and what its network shall be. They lie in the run's folder, which the guest sees through its root.</summary>
internal static class GuestFiles
{
    /// <summary>Writes the files and gives the path of the guest's first program.</summary>
    public static string Write(string folder, NodePlan node, LabPlan plan, LabSurroundings surroundings)
    {
        string settings = Path.Combine(folder, "network.json");
        using (var file = new FileStream(settings, FileMode.Create, FileAccess.Write))
        using (var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true }))
        {
            WriteNetwork(json, node);
        }

        string hosts = WriteHosts(folder, plan);
        string start = Path.Combine(folder, "start");
        File.WriteAllText(start, Script(node.Name, settings, hosts, surroundings));
        File.SetUnixFileMode(start, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return start;
    }

    /// <summary>Writes the hosts file, in place where it is there, so that a guest that lives sees it; gives its path.</summary>
    public static string WriteHosts(string folder, LabPlan plan)
    {
        string hosts = Path.Combine(folder, "hosts");
        File.WriteAllLines(hosts, ["127.0.0.1 localhost", "::1 localhost", .. plan.HostsFile]);
        return hosts;
    }

    // The kernel gives the first program no environment worth the name, and nothing is mounted but the root.
    private static string Script(string node, string settings, string hosts, LabSurroundings surroundings) => $"""
        #!/bin/sh
        export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/run TMPDIR=/run
        export DOTNET_EnableDiagnostics=0 DOTNET_gcServer=0 DOTNET_TieredPGO=0
        mount -t proc proc /proc
        mount -t sysfs sysfs /sys
        mount -t tmpfs -o mode=1777 tmpfs /run
        mount --bind {Quote(hosts)} /etc/hosts
        echo {Quote(node)} > /proc/sys/kernel/hostname
        # Debian's kernel has IPv6 as a module, and keeps its modules beside the usual place.
        modules=/usr/lib/uml/modules/$(uname -r)/kernel
        if [ ! -d /proc/sys/net/ipv6 ] && [ -d "$modules" ]; then insmod "$modules/lib/crc-ccitt.ko"; insmod "$modules/net/ipv6/ipv6.ko"; fi
        stty -F /dev/tty1 raw -echo
        {string.Join(' ', surroundings.WeirCommand.Select(Quote))} guest {Quote(settings)} {Quote(node)} /dev/tty1 </dev/null >/dev/console 2>&1
        sync
        echo o > /proc/sysrq-trigger
        sleep 10

        """;

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static void WriteNetwork(Utf8JsonWriter json, NodePlan node)
    {
        json.WriteStartObject();
        json.WriteStartArray("interfaces");
        for (int i = 0; i < node.Interfaces.Count; i++)
        {
            InterfacePlan one = node.Interfaces[i];
            json.WriteStartObject();
            json.WriteString("device", $"vec{i}");
            json.WriteString("name", one.Name);
            json.WriteNumber("mtu", one.Mtu);
            json.WriteStartArray("addresses");
            foreach (IpPrefix address in one.Addresses) { json.WriteStringValue(address.ToString()); }
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("routes");
        foreach (RoutePlan route in node.Routes)
        {
            json.WriteStartObject();
            json.WriteString("to", route.To.Network.ToString());
            json.WriteString("via", route.Via.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
