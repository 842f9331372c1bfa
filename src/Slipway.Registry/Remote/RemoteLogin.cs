using System.Text;
using System.Text.Json;

namespace Slipway.Registry.Remote;

/// <summary>The login for another registry.</summary>
public sealed record RemoteLogin(string User, string Password)
{
    public override string ToString() => User;

    /// <summary>Writes an auth file (containers-auth.json(5), the same as Docker's config.json).</summary>
    /// <param name="host">The registry, HOST or HOST:PORT.</param>
    /// <param name="login">Null is anonymous.</param>
    public static byte[] FileOf(string host, RemoteLogin? login)
    {
        var file = new MemoryStream();
        using (var json = new Utf8JsonWriter(file))
        {
            json.WriteStartObject();
            json.WriteStartObject("auths");
            if (login is not null)
            {
                json.WriteStartObject(host);
                json.WriteString(
                    "auth", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Password}")));
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return file.ToArray();
    }
}
