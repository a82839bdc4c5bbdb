using System.Net;
using System.Text.Json;
using Weir.Lab.Building;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Lab.Guests;

/// <summary>Sets up the network of a guest from inside, as the file says that the run has written for it.</summary>
public static class GuestNetwork
{
    private const int Loopback = 1;

    /// <summary>Renames the devices, sets addresses, sets everything up, adds the routes.</summary>
    /// <exception cref="WeirException">The guest's kernel refuses.</exception>
    public static void Apply(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        using RouteSocket routes = RouteSocket.Open();
        // A guest whose kernel lacks IPv6 lives with IPv4 alone; its console says so.
        bool v6 = Directory.Exists("/proc/sys/net/ipv6");
        Dictionary<string, int> devices = routes.Links().ToDictionary(link => link.Name, link => link.Index);
        var batch = new RouteBatch();
        batch.ChangeLink(new LinkRequest { Index = Loopback, Up = true });
        foreach (JsonElement one in document.RootElement.GetProperty("interfaces").EnumerateArray())
        {
            string device = one.GetProperty("device").GetString() ?? "";
            if (!devices.TryGetValue(device, out int index)) { throw new WeirException($"the guest has no device {device}", 4); }
            batch.ChangeLink(new LinkRequest { Index = index, Name = one.GetProperty("name").GetString(), Mtu = one.GetProperty("mtu").GetInt32() });
            foreach (JsonElement text in one.GetProperty("addresses").EnumerateArray())
            {
                if (!IpPrefix.TryParse(text.GetString() ?? "", out IpPrefix address) || (address.IsV6 && !v6)) { continue; }
                batch.AddAddress(new InterfaceAddress(index, Addresses.ToWire(address.Address), address.Length) { Flags = address.IsV6 ? AddressFlags.NoDuplicateDetection : AddressFlags.None });
            }

            batch.ChangeLink(new LinkRequest { Index = index, Up = true });
        }

        foreach (JsonElement one in document.RootElement.GetProperty("routes").EnumerateArray())
        {
            if (!IpPrefix.TryParse(one.GetProperty("to").GetString() ?? "", out IpPrefix to) || (to.IsV6 && !v6)) { continue; }
            batch.AddRoute(new Route(Addresses.ToWire(to.Address), to.Length) { Gateway = Addresses.ToWire(IPAddress.Parse(one.GetProperty("via").GetString() ?? "")) });
        }

        routes.Send(batch);
    }
}
